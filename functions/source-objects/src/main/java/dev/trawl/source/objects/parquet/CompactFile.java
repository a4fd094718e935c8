package dev.trawl.source.objects.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/// A smaller Parquet file made of some row groups and columns of another: their pages as they are,
/// under a footer of its own without indexes and Bloom filters, which are not copied.
///
/// @param segments pages to copy, in the order of the new file, which they fill without gaps after
///   the magic number
/// @param footer what follows them, to the file's end
@SuppressWarnings("ArrayRecordComponent")
public record CompactFile(List<Segment> segments, byte[] footer) {
    /// @param from offset in the original
    public record Segment(long from, long length) {}

    public CompactFile {
        segments = List.copyOf(segments);
    }

    /// @param columns names of columns that the file has; not empty
    public static CompactFile plan(Footer original, List<Integer> rowGroups, List<String> columns) {
        List<SchemaNode> nodes =
                original.root().children().stream()
                        .filter(n -> columns.contains(n.name()))
                        .toList();
        List<Segment> segments = new ArrayList<>();
        List<RowGroup> groups = new ArrayList<>();
        long end = Footer.MAGIC.length;
        long rows = 0;
        for (int index : rowGroups) {
            RowGroup group = original.group(index);
            List<ColumnChunk> chunks = new ArrayList<>();
            long begin = end;
            for (SchemaNode node : nodes) {
                for (int i = 0; i < node.leaves(); i++) {
                    ColumnChunk chunk = original.chunks(index).get(node.firstLeaf() + i);
                    long length = Footer.metadata(chunk).getTotal_compressed_size();
                    segments.add(new Segment(Footer.start(chunk), length));
                    chunks.add(moved(chunk, end));
                    end += length;
                }
            }
            groups.add(new RowGroup(chunks, end - begin, group.getNum_rows()));
            rows += group.getNum_rows();
        }
        return new CompactFile(segments, footer(original, nodes, groups, rows));
    }

    private static ColumnChunk moved(ColumnChunk chunk, long to) {
        ColumnMetaData from = Footer.metadata(chunk);
        long shift = to - Footer.start(chunk);
        ColumnMetaData copy =
                new ColumnMetaData(
                        from.getType(),
                        from.getEncodings(),
                        from.getPath_in_schema(),
                        from.getCodec(),
                        from.getNum_values(),
                        from.getTotal_uncompressed_size(),
                        from.getTotal_compressed_size(),
                        from.getData_page_offset() + shift);
        if (from.isSetDictionary_page_offset() && from.getDictionary_page_offset() > 0) {
            copy.setDictionary_page_offset(from.getDictionary_page_offset() + shift);
        }
        return new ColumnChunk(0).setMeta_data(copy);
    }

    private static byte[] footer(
            Footer original, List<SchemaNode> nodes, List<RowGroup> groups, long rows) {
        FileMetaData from = original.metadata();
        List<SchemaElement> old = Required.of(from.getSchema());
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(old.getFirst().deepCopy().setNum_children(nodes.size()));
        nodes.forEach(
                n -> schema.addAll(old.subList(n.firstElement(), n.firstElement() + n.elements())));
        FileMetaData metadata = new FileMetaData(from.getVersion(), schema, rows, groups);
        if (from.isSetCreated_by()) {
            metadata.setCreated_by(from.getCreated_by());
        }
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Util.writeFileMetaData(metadata, out);
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            length.putInt(out.size());
            out.write(length.array());
            out.write(Footer.MAGIC);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("a footer cannot be written into memory", e);
        }
    }

    /// Of the whole new file.
    public long bytes() {
        return Footer.MAGIC.length
                + segments.stream().mapToLong(Segment::length).sum()
                + footer.length;
    }
}
