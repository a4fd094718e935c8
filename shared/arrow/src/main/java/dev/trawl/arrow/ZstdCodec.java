package dev.trawl.arrow;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.compression.AbstractCompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;

/// Buffers of a batch as Zstandard frames, at the fastest of its usual levels. Small ones, such as
/// bits of validity, travel as they are: a frame costs more than it saves.
final class ZstdCodec extends AbstractCompressionCodec {
    private static final int LEVEL = 1;
    private static final int BYTES_MIN = 4_096;
    private static final int HEADER = Math.toIntExact(CompressionUtil.SIZE_OF_UNCOMPRESSED_LENGTH);

    @Override
    public ArrowBuf compress(BufferAllocator allocator, ArrowBuf buffer) {
        long length = buffer.writerIndex();
        if (length == 0 || length >= BYTES_MIN) {
            return super.compress(allocator, buffer);
        }
        ArrowBuf raw = CompressionUtil.packageRawBuffer(allocator, buffer);
        buffer.close();
        return raw;
    }

    @Override
    protected ArrowBuf doCompress(BufferAllocator allocator, ArrowBuf buffer) {
        int length = Math.toIntExact(buffer.writerIndex());
        int bound = Math.toIntExact(Zstd.compressBound(length));
        ArrowBuf compressed = allocator.buffer(HEADER + (long) bound);
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            int written =
                    context.setLevel(LEVEL)
                            .compressDirectByteBuffer(
                                    view(compressed, HEADER + bound),
                                    HEADER,
                                    bound,
                                    view(buffer, length),
                                    0,
                                    length);
            compressed.writerIndex(HEADER + (long) written);
            return compressed;
        } catch (RuntimeException e) {
            compressed.close();
            throw e;
        }
    }

    @Override
    protected ArrowBuf doDecompress(BufferAllocator allocator, ArrowBuf buffer) {
        long length = readUncompressedLength(buffer);
        int compressed = Math.toIntExact(buffer.writerIndex());
        ArrowBuf plain = allocator.buffer(length);
        try (ZstdDecompressCtx context = new ZstdDecompressCtx()) {
            int written =
                    context.decompressDirectByteBuffer(
                            view(plain, Math.toIntExact(length)),
                            0,
                            Math.toIntExact(length),
                            view(buffer, compressed),
                            HEADER,
                            compressed - HEADER);
            if (written != length) {
                throw new ZstdException(-1, "the frame holds another number of bytes");
            }
            plain.writerIndex(length);
            return plain;
        } catch (RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private static ByteBuffer view(ArrowBuf buffer, int length) {
        return buffer.nioBuffer(0, length);
    }

    @Override
    public CompressionUtil.CodecType getCodecType() {
        return CompressionUtil.CodecType.ZSTD;
    }
}
