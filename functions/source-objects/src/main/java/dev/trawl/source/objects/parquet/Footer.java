package dev.trawl.source.objects.parquet;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.source.objects.prune.ColumnRange;
import dev.trawl.source.objects.prune.Presence;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/// The footer of a Parquet file, checked: every column chunk lies inside the file.
public final class Footer {
    static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int END = MAGIC.length + Integer.BYTES;
    private static final int TAIL_BYTES = 256 << 10;

    private final FileMetaData metadata;
    private final SchemaNode root;
    private final long memory;

    private Footer(FileMetaData metadata, SchemaNode root, long memory) {
        this.metadata = metadata;
        this.root = root;
        this.memory = memory;
    }

    /// One request for most files.
    ///
    /// @param bytesMax of a footer
    /// @throws dev.trawl.protocol.TrawlException SOURCE_CHANGED if the file is not the listed one;
    ///   SOURCE_DATA_INVALID if it is no readable Parquet file
    public static Footer load(ObjectStore store, DataFile file, long bytesMax) {
        ObjectStore.Tail tail = store.loadTail(file.key(), TAIL_BYTES);
        if (!tail.object().equals(file.object())) {
            throw file.changed();
        }
        byte[] bytes = tail.bytes();
        long size = tail.object().size();
        if (size < END + MAGIC.length || bytes.length < END) {
            throw file.invalid("is too short for a Parquet file");
        }
        if (!Arrays.equals(bytes, bytes.length - MAGIC.length, bytes.length, MAGIC, 0, 4)) {
            throw file.invalid("is no Parquet file, or an encrypted or incomplete one");
        }
        long length =
                Integer.toUnsignedLong(
                        ByteBuffer.wrap(bytes, bytes.length - END, Integer.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .getInt());
        if (length > size - END - MAGIC.length) {
            throw file.invalid("has a footer longer than itself");
        }
        if (length > bytesMax) {
            throw file.invalid("has a footer of more than %d bytes".formatted(bytesMax));
        }
        return parse(file, footer(store, file, bytes, size, Math.toIntExact(length)), length);
    }

    private static byte[] footer(
            ObjectStore store, DataFile file, byte[] tail, long size, int length) {
        int from = tail.length - END - length;
        return from >= 0
                ? Arrays.copyOfRange(tail, from, from + length)
                : store.loadRange(file.key(), file.object().etag(), size - END - length, length);
    }

    private static Footer parse(DataFile file, byte[] bytes, long length) {
        try {
            FileMetaData metadata =
                    Util.readFileMetaData(
                            new ByteArrayInputStream(bytes), Math.max(1, bytes.length));
            SchemaNode root = SchemaNode.root(metadata);
            Footer footer = new Footer(metadata, root, SlimFooter.slim(metadata, bytes.length));
            footer.check(file.object().size() - END - length);
            return footer;
        } catch (IOException | RuntimeException e) {
            throw file.invalid("has a damaged footer");
        }
    }

    /// @param dataEnd where the footer begins
    private void check(long dataEnd) {
        long rows = 0;
        for (RowGroup group : Required.of(metadata.getRow_groups())) {
            require(group.getNum_rows() >= 0 && group.getColumnsSize() == root.leaves());
            rows = Math.addExact(rows, group.getNum_rows());
            for (ColumnChunk chunk : Required.of(group.getColumns())) {
                require(chunk.isSetMeta_data() && !chunk.isSetFile_path());
                long start = start(chunk);
                long length = metadata(chunk).getTotal_compressed_size();
                require(start >= MAGIC.length && length >= 0 && length <= dataEnd - start);
                require(metadata(chunk).getNum_values() >= 0);
            }
        }
        require(rows == metadata.getNum_rows());
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("a footer that contradicts itself");
        }
    }

    /// Where a chunk's pages begin: a dictionary comes first.
    static long start(ColumnChunk chunk) {
        ColumnMetaData pages = metadata(chunk);
        long data = pages.getData_page_offset();
        long dictionary =
                pages.isSetDictionary_page_offset() ? pages.getDictionary_page_offset() : 0;
        return dictionary > 0 ? Math.min(dictionary, data) : data;
    }

    static ColumnMetaData metadata(ColumnChunk chunk) {
        return Required.of(chunk.getMeta_data());
    }

    /// Bytes that this takes, about.
    long memory() {
        return memory;
    }

    RowGroup group(int rowGroup) {
        return Required.of(metadata.getRow_groups()).get(rowGroup);
    }

    List<ColumnChunk> chunks(int rowGroup) {
        return Required.of(group(rowGroup).getColumns());
    }

    FileMetaData metadata() {
        return metadata;
    }

    SchemaNode root() {
        return root;
    }

    public long rows() {
        return metadata.getNum_rows();
    }

    public int rowGroups() {
        return metadata.getRow_groupsSize();
    }

    public long rowsOf(int rowGroup) {
        return group(rowGroup).getNum_rows();
    }

    /// Bytes of a row group as stored.
    public long bytesOf(int rowGroup) {
        return chunks(rowGroup).stream()
                .mapToLong(c -> metadata(c).getTotal_compressed_size())
                .sum();
    }

    public List<String> columns() {
        return root.children().stream().map(SchemaNode::name).toList();
    }

    /// Type of a column; empty if there is no such column or no type for it.
    public Optional<Type> type(String column) {
        return root.child(column).flatMap(ColumnTypes::of);
    }

    /// Type of a column as the file has it, all of whose values are of the field's type.
    ///
    /// @throws dev.trawl.protocol.TrawlException SOURCE_DATA_INVALID if there is none
    public Type readableType(DataFile file, Field field) {
        if (root.child(field.name()).isEmpty()) {
            throw file.invalid("has no column '%s'".formatted(field.name()));
        }
        // DuckDB would take one for the other.
        if (root.children().stream().filter(c -> c.name().equalsIgnoreCase(field.name())).count()
                > 1) {
            throw file.invalid(
                    "has several columns '%s' that differ in case only".formatted(field.name()));
        }
        Optional<Type> type = type(field.name());
        if (type.isEmpty() || !ColumnTypes.fits(type.get(), field.type())) {
            throw file.invalid(
                    "has %s in column '%s', where the catalog has %s"
                            .formatted(
                                    type.map(Type::text).orElse("a type without an equal"),
                                    field.name(),
                                    field.type().text()));
        }
        return type.get();
    }

    /// What the statistics of a row group say of a column.
    public ColumnRange range(int rowGroup, String column, Type catalog) {
        Optional<SchemaNode> node = root.child(column).filter(SchemaNode::isLeaf);
        if (node.isEmpty()) {
            return ColumnRange.UNKNOWN;
        }
        int leaf = node.get().firstLeaf();
        return new ChunkRange(node.get().element(), catalog, hasOrder(leaf))
                .of(metadata(chunks(rowGroup).get(leaf)));
    }

    /// What the Bloom filter of a row group's column says, which is fetched when it is first asked;
    /// one that is not small beside the row group is not worth it.
    Presence presence(ObjectStore store, DataFile file, int rowGroup, String column) {
        Optional<SchemaNode> node = root.child(column).filter(SchemaNode::isLeaf);
        if (node.isEmpty()) {
            return Presence.UNKNOWN;
        }
        ColumnMetaData chunk = metadata(chunks(rowGroup).get(node.get().firstLeaf()));
        return BloomFilter.exists(chunk, bytesOf(rowGroup) / 4)
                ? new BloomPresence(store, file, chunk, node.get().element())
                : Presence.UNKNOWN;
    }

    private boolean hasOrder(int leaf) {
        List<ColumnOrder> orders = metadata.getColumn_orders();
        return orders != null && leaf < orders.size() && orders.get(leaf).isSetTYPE_ORDER();
    }
}
