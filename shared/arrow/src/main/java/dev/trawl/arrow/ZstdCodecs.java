package dev.trawl.arrow;

import org.apache.arrow.vector.compression.CompressionCodec;
import org.apache.arrow.vector.compression.CompressionUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;

/// The codecs that streams of the fleet are written and read with, as Arrow's readers find them by
/// themselves: Zstandard and none. Arrow's own module would do, with a slower use of the same
/// library and an LZ4 in Java, which is slower than either.
public final class ZstdCodecs implements CompressionCodec.Factory {
    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type) {
        return switch (type) {
            case ZSTD -> new ZstdCodec();
            case NO_COMPRESSION -> NoCompressionCodec.INSTANCE;
            case LZ4_FRAME ->
                    throw new IllegalArgumentException("no stream of the fleet is LZ4 compressed");
        };
    }

    /// The level is the codec's own choice.
    @Override
    public CompressionCodec createCodec(CompressionUtil.CodecType type, int level) {
        return createCodec(type);
    }
}
