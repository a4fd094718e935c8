package dev.trawl.query.deliver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/// Keeps what is written in memory, up to a bound.
final class BoundedOutput extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final long bytesMax;

    BoundedOutput(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// More was written than may be.
    static final class FullException extends IOException {
        private static final long serialVersionUID = 1L;

        FullException() {
            super("the output is full");
        }
    }

    @Override
    public void write(int b) throws IOException {
        check(1);
        bytes.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        check(length);
        bytes.write(source, offset, length);
    }

    private void check(int more) throws FullException {
        if (bytes.size() + (long) more > bytesMax) {
            throw new FullException();
        }
    }

    byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
