package dev.trawl.source.jdbc.copy;

/// Numbers and times.
enum SimpleForm implements FixedForm {
    /// PostgreSQL's smallest integer has two bytes; SQL saw to it that the value fits in one.
    TINYINT(Short.BYTES, Byte.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            out[to] = in[at + 1];
        }
    },
    TWO_BYTES(Short.BYTES, Short.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            out[to] = in[at + 1];
            out[to + 1] = in[at];
        }
    },
    FOUR_BYTES(Integer.BYTES, Integer.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            out[to] = in[at + 3];
            out[to + 1] = in[at + 2];
            out[to + 2] = in[at + 1];
            out[to + 3] = in[at];
        }
    },
    EIGHT_BYTES(Long.BYTES, Long.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            FOUR_BYTES.put(in, at + Integer.BYTES, out, to);
            FOUR_BYTES.put(in, at, out, to + Integer.BYTES);
        }
    },
    DATE(Integer.BYTES, Integer.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            Wire.put32(PostgresTimes.epochDay(Wire.int32(in, at)), out, to);
        }
    },
    TIME(Long.BYTES, Long.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            Wire.put64(PostgresTimes.microOfDay(Wire.int64(in, at)), out, to);
        }
    },
    TIMESTAMP(Long.BYTES, Long.BYTES) {
        @Override
        void put(byte[] in, int at, byte[] out, int to) {
            Wire.put64(PostgresTimes.epochMicros(Wire.int64(in, at)), out, to);
        }
    };

    private final int length;
    private final int width;

    SimpleForm(int length, int width) {
        this.length = length;
        this.width = width;
    }

    abstract void put(byte[] in, int at, byte[] out, int to);

    @Override
    public int width() {
        return width;
    }

    @Override
    public void put(byte[] in, int at, int fieldLength, byte[] out, int to) {
        if (fieldLength != length) {
            throw Wire.broken("a value of %d bytes instead of %d".formatted(fieldLength, length));
        }
        put(in, at, out, to);
    }
}
