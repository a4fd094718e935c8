package dev.trawl.source.objects.parquet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Statistics;

/// Takes out of a footer what nothing here reads, since footers are kept: equal lists are shared,
/// bounds in the old form are dropped where there are new ones.
final class SlimFooter {
    /// What the thrift objects of a column chunk take, without its bounds.
    private static final long CHUNK_MEMORY = 600;

    private static final long FILE_MEMORY = 2_000;

    private final Map<List<String>, List<String>> paths = new HashMap<>();
    private final Map<List<Encoding>, List<Encoding>> encodings = new HashMap<>();

    private SlimFooter() {}

    /// @param length of the footer as it was stored
    /// @return about how much memory is left in use
    static long slim(FileMetaData footer, long length) {
        SlimFooter slim = new SlimFooter();
        footer.setKey_value_metadata(null);
        long chunks = 0;
        for (RowGroup group : Required.of(footer.getRow_groups())) {
            for (ColumnChunk chunk : Required.of(group.getColumns())) {
                chunks++;
                if (chunk.getMeta_data() != null) {
                    slim.slim(chunk.getMeta_data());
                }
            }
        }
        return FILE_MEMORY + length + chunks * CHUNK_MEMORY;
    }

    private void slim(ColumnMetaData chunk) {
        chunk.setKey_value_metadata(null);
        chunk.setEncoding_stats(null);
        chunk.setPath_in_schema(
                paths.computeIfAbsent(Required.of(chunk.getPath_in_schema()), p -> p));
        chunk.setEncodings(encodings.computeIfAbsent(Required.of(chunk.getEncodings()), e -> e));
        Statistics statistics = chunk.getStatistics();
        if (statistics != null && statistics.isSetMin_value() && statistics.isSetMax_value()) {
            statistics.unsetMin();
            statistics.unsetMax();
        }
    }
}
