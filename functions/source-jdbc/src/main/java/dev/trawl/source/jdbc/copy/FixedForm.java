package dev.trawl.source.jdbc.copy;

import dev.trawl.plan.Type;

/// How a value of one width is read and written.
sealed interface FixedForm permits SimpleForm, DecimalForm {
    /// Bytes in Arrow.
    int width();

    /// Reads the field of `length` bytes at `at`, writes the value to `out` at `to`.
    void put(byte[] in, int at, int length, byte[] out, int to);

    static FixedForm of(Type.Decimal type) {
        return new DecimalForm(type.scale(), type.precision() <= DecimalForm.LONG_DIGITS);
    }

    /// @throws IllegalArgumentException for types of no width
    static FixedForm of(Type.Simple type) {
        return switch (type) {
            case TINYINT -> SimpleForm.TINYINT;
            case SMALLINT -> SimpleForm.TWO_BYTES;
            case INTEGER, REAL -> SimpleForm.FOUR_BYTES;
            case BIGINT, DOUBLE -> SimpleForm.EIGHT_BYTES;
            case DATE -> SimpleForm.DATE;
            case TIME -> SimpleForm.TIME;
            case TIMESTAMP, TIMESTAMP_TZ -> SimpleForm.TIMESTAMP;
            case BOOLEAN, VARCHAR, VARBINARY, UUID, JSON ->
                    throw new IllegalArgumentException(type.text() + " has no width");
        };
    }
}
