package dev.trawl.source.objects.parquet;

import dev.trawl.source.objects.table.DataFile;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Util;
import org.jspecify.annotations.Nullable;

/// A split block Bloom filter: which values a column chunk certainly does not hold.
///
/// @see <a href="https://github.com/apache/parquet-format/blob/master/BloomFilter.md">The
///   format</a>
final class BloomFilter {
    private static final int BYTES_MAX = 8 << 20;
    private static final int BLOCK = 32;
    private static final int[] SALT = {
        0x47b6137b,
        0x44974d91,
        0x8824ad5b,
        0xa2b7289d,
        0x705495c7,
        0x2df1424b,
        0x9efc4947,
        0x5c6bfb31
    };

    private final ByteBuffer blocks;

    private BloomFilter(ByteBuffer blocks) {
        this.blocks = blocks;
    }

    /// Whether the footer tells of a filter that is not larger than `bytesMax`.
    static boolean exists(ColumnMetaData chunk, long bytesMax) {
        return chunk.isSetBloom_filter_offset()
                && chunk.isSetBloom_filter_length()
                && chunk.getBloom_filter_offset() > 0
                && chunk.getBloom_filter_length() > 0
                && chunk.getBloom_filter_length() <= Math.min(bytesMax, BYTES_MAX);
    }

    /// The filter of a chunk that has one; null if it is of a kind that is not known.
    ///
    /// @throws dev.trawl.protocol.TrawlException SOURCE_CHANGED if the file is not the listed one
    static @Nullable BloomFilter load(ObjectStore store, DataFile file, ColumnMetaData chunk) {
        byte[] bytes =
                store.loadRange(
                        file.key(),
                        file.object().etag(),
                        chunk.getBloom_filter_offset(),
                        chunk.getBloom_filter_length());
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try {
            BloomFilterHeader header = Util.readBloomFilterHeader(in);
            int length = header.getNumBytes();
            boolean isKnown =
                    Required.of(header.getAlgorithm()).isSetBLOCK()
                            && Required.of(header.getHash()).isSetXXHASH()
                            && Required.of(header.getCompression()).isSetUNCOMPRESSED();
            return isKnown && length >= BLOCK && length % BLOCK == 0 && length <= in.available()
                    ? new BloomFilter(
                            ByteBuffer.wrap(in.readNBytes(length)).order(ByteOrder.LITTLE_ENDIAN))
                    : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /// @param value in the plain encoding, without a length
    boolean mayHold(byte[] value) {
        long hash = XxHash.of(value);
        int count = blocks.capacity() / BLOCK;
        int block = (int) ((hash >>> Integer.SIZE) * count >>> Integer.SIZE);
        int key = (int) hash;
        for (int i = 0; i < SALT.length; i++) {
            int bit = 1 << (key * SALT[i] >>> 27);
            if ((blocks.getInt(block * BLOCK + i * Integer.BYTES) & bit) == 0) {
                return false;
            }
        }
        return true;
    }
}
