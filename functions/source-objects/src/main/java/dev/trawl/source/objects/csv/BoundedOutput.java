package dev.trawl.source.objects.csv;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.io.OutputStream;

/// Refuses more bytes than a file may have: a small compressed file may hold a large text. Errors
/// of writing are not those of reading what is written.
final class BoundedOutput extends OutputStream {
    private final OutputStream out;
    private long left;

    BoundedOutput(OutputStream out, long bytesMax) {
        this.out = out;
        this.left = bytesMax;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        take(length);
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw TextCopy.full(e);
        }
    }

    private void take(int length) {
        left -= length;
        if (left < 0) {
            throw new TrawlException(
                    ErrorCode.BYTES_LIMIT_EXCEEDED,
                    "the text of one file is too large; write smaller files, or raise"
                            + " TRAWL_FILE_BYTES_MAX");
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
