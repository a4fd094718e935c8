package dev.trawl.source.jdbc.copy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Numbers as they stand in messages of the server (big-endian) and in Arrow (little-endian).
final class Wire {
    private Wire() {}

    static int int16(byte[] in, int at) {
        return in[at] << 8 | in[at + 1] & 0xff;
    }

    static int uint16(byte[] in, int at) {
        return (in[at] & 0xff) << 8 | in[at + 1] & 0xff;
    }

    static int int32(byte[] in, int at) {
        return in[at] << 24
                | (in[at + 1] & 0xff) << 16
                | (in[at + 2] & 0xff) << 8
                | in[at + 3] & 0xff;
    }

    static long int64(byte[] in, int at) {
        return (long) int32(in, at) << 32 | int32(in, at + 4) & 0xffff_ffffL;
    }

    static void put32(int value, byte[] out, int at) {
        out[at] = (byte) value;
        out[at + 1] = (byte) (value >> 8);
        out[at + 2] = (byte) (value >> 16);
        out[at + 3] = (byte) (value >> 24);
    }

    static void put64(long value, byte[] out, int at) {
        put32((int) value, out, at);
        put32((int) (value >> 32), out, at + 4);
    }

    /// The error of bytes that are not what the protocol or the query's types say.
    static TrawlException broken(String what) {
        return new TrawlException(ErrorCode.SOURCE_FAILED, "the database sent " + what);
    }
}
