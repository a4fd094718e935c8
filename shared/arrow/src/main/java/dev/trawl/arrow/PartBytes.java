package dev.trawl.arrow;

import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/// Bytes of a part, outside of the heap: arrays of megabytes, soon garbage, would let the heap grow
/// to all the memory that the function has before anything of it is collected. Grows at its end.
///
/// Not thread-safe; may be handed to another thread. Whoever holds it closes it.
public final class PartBytes implements WritableByteChannel {
    private static final int FIRST_PIECE_BYTES = 8 * 1024;
    private static final int PIECE_BYTES_MAX = 1024 * 1024;
    private static final int COPIED_BYTES = 64 * 1024;

    private final BufferAllocator allocator;
    private final List<ArrowBuf> pieces = new ArrayList<>();
    private long size;
    private boolean closed;

    /// @param allocator that counts the memory; outlives this
    public PartBytes(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /// What the filler puts into new ones, which are closed if it throws.
    ///
    /// @throws TrawlException MEMORY_LIMIT_EXCEEDED if the allocator's limit is reached
    public static PartBytes filled(BufferAllocator allocator, Consumer<PartBytes> filler) {
        PartBytes bytes = new PartBytes(allocator);
        try {
            filler.accept(bytes);
            return bytes;
        } catch (OutOfMemoryException e) {
            bytes.close();
            throw Allocators.limitExceeded(e);
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /// Holds all that a stream has, and nothing else any more; the stream is not closed.
    ///
    /// @throws OutOfMemoryException if the allocator's limit is reached
    public void readFrom(InputStream in) throws IOException {
        clear();
        byte[] copied = new byte[COPIED_BYTES];
        for (int n = in.read(copied); n >= 0; n = in.read(copied)) {
            write(ByteBuffer.wrap(copied, 0, n));
        }
    }

    /// Takes all of the source.
    ///
    /// @throws OutOfMemoryException if the allocator's limit is reached
    @Override
    public int write(ByteBuffer source) {
        requireOpen();
        int count = source.remaining();
        while (source.hasRemaining()) {
            ArrowBuf piece = pieceWithRoom();
            int taken = Math.toIntExact(Math.min(source.remaining(), piece.writableBytes()));
            piece.setBytes(piece.writerIndex(), source.slice(source.position(), taken));
            piece.writerIndex(piece.writerIndex() + taken);
            source.position(source.position() + taken);
            size += taken;
        }
        return count;
    }

    private ArrowBuf pieceWithRoom() {
        if (!pieces.isEmpty() && pieces.getLast().writableBytes() > 0) {
            return pieces.getLast();
        }
        long wanted =
                pieces.isEmpty()
                        ? FIRST_PIECE_BYTES
                        : Math.min(2 * pieces.getLast().capacity(), PIECE_BYTES_MAX);
        ArrowBuf piece = allocator.buffer(wanted);
        pieces.add(piece);
        return piece;
    }

    public long size() {
        return size;
    }

    /// A copy, for bytes that are few.
    public byte[] toArray() {
        byte[] bytes = new byte[Math.toIntExact(size)];
        int at = 0;
        for (ArrowBuf piece : pieces) {
            int length = Math.toIntExact(piece.writerIndex());
            piece.getBytes(0, bytes, at, length);
            at += length;
        }
        return bytes;
    }

    /// In lower-case hexadecimal.
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ArrowBuf piece : pieces) {
                digest.update(piece.nioBuffer(0, Math.toIntExact(piece.writerIndex())));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// From the beginning; to be read before this is closed. Closing the stream does nothing.
    public InputStream stream() {
        requireOpen();
        return new PieceStream(() -> {});
    }

    /// From the beginning; closing the stream closes this.
    public InputStream lastStream() {
        requireOpen();
        return new PieceStream(this::close);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the bytes were given back");
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    /// Frees the memory; again, it does nothing.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            clear();
        }
    }

    private void clear() {
        pieces.forEach(ArrowBuf::close);
        pieces.clear();
        size = 0;
    }

    private final class PieceStream extends InputStream {
        private final Runnable atEnd;
        private int piece;
        private long at;

        PieceStream(Runnable atEnd) {
            this.atEnd = atEnd;
        }

        @Override
        public int read() {
            return available() == 0 ? -1 : Byte.toUnsignedInt(pieces.get(piece).getByte(at++));
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            int taken = Math.min(length, available());
            if (taken == 0) {
                return length == 0 ? 0 : -1;
            }
            pieces.get(piece).getBytes(at, target, offset, taken);
            at += taken;
            return taken;
        }

        /// What the piece at hand still has, which is nothing only at the end of all.
        @Override
        public int available() {
            requireOpen();
            while (piece < pieces.size() && at == pieces.get(piece).writerIndex()) {
                piece++;
                at = 0;
            }
            return piece == pieces.size()
                    ? 0
                    : Math.toIntExact(pieces.get(piece).writerIndex() - at);
        }

        @Override
        public void close() {
            atEnd.run();
        }
    }
}
