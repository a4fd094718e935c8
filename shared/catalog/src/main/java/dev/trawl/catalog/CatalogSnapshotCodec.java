package dev.trawl.catalog;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// Snapshots as canonical JSON: equal contents give equal text, whose SHA-256 names the snapshot.
/// Version 1 is a text with everything; in version 2 the text names segments, which hold tables and
/// views and are named by the SHA-256 of their own texts.
public final class CatalogSnapshotCodec {
    private static final int VERSION = 1;
    private static final int SEGMENTED = 2;
    private static final JsonLimits LIMITS = new JsonLimits(20, 512L * 1024 * 1024);

    private CatalogSnapshotCodec() {}

    /// A snapshot under the hash of its text.
    public static CatalogSnapshot snapshot(
            Map<String, CatalogSource> sources,
            Map<TableName, CatalogTable> tables,
            Map<TableName, CatalogView> views) {
        CatalogSnapshot unnamed = new CatalogSnapshot("", sources, tables, views);
        return new CatalogSnapshot(sha256(write(unnamed)), sources, tables, views);
    }

    /// The text, without the hash.
    public static String write(CatalogSnapshot snapshot) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("v").integer(VERSION);
                    o.field("sources")
                            .list(
                                    sorted(
                                            snapshot.sources().values(),
                                            Comparator.comparing(CatalogSource::name)),
                                    CatalogSnapshotCodec::writeSource);
                    o.field("tables")
                            .list(
                                    sorted(
                                            snapshot.tables().values(),
                                            Comparator.comparing(CatalogTable::name)),
                                    CatalogSnapshotCodec::writeTable);
                    o.field("views")
                            .list(
                                    sorted(
                                            snapshot.views().values(),
                                            Comparator.comparing(CatalogView::name)),
                                    CatalogSnapshotCodec::writeView);
                }));
    }

    /// What a snapshot's text holds.
    sealed interface Root {
        /// All of it.
        record Whole(CatalogSnapshot snapshot) implements Root {}

        /// @param segments hashes of their texts
        record Segmented(Map<String, CatalogSource> sources, List<String> segments)
                implements Root {}
    }

    /// Some of a snapshot's tables and views.
    record Segment(List<CatalogTable> tables, List<CatalogView> views) {}

    /// @throws TrawlException STORE_UNAVAILABLE if the text is not a snapshot of that hash, or is
    ///   one in segments
    public static CatalogSnapshot read(String text, String hash) {
        return switch (readRoot(text, hash)) {
            case Root.Whole whole -> whole.snapshot();
            case Root.Segmented _ ->
                    throw unreadable("the stored catalog is in segments, not one text", null);
        };
    }

    /// @throws TrawlException STORE_UNAVAILABLE if the text is not a snapshot of that hash
    static Root readRoot(String text, String hash) {
        return checked(text, hash, in -> readRoot(in, hash));
    }

    /// @throws TrawlException STORE_UNAVAILABLE if the text is not a segment of that hash
    static Segment readSegment(String text, String hash) {
        return checked(text, hash, CatalogSnapshotCodec::readSegment);
    }

    /// Hashes of the segments that a snapshot's text names; none if it names none.
    static List<String> segments(String text) {
        return switch (readRoot(text, sha256(text))) {
            case Root.Whole _ -> List.of();
            case Root.Segmented root -> root.segments();
        };
    }

    static String writeRoot(Map<String, CatalogSource> sources, List<String> segments) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("v")
                                .integer(SEGMENTED)
                                .field("sources")
                                .list(
                                        sorted(
                                                sources.values(),
                                                Comparator.comparing(CatalogSource::name)),
                                        CatalogSnapshotCodec::writeSource)
                                .field("segments")
                                .list(segments, JsonWriter::string)));
    }

    /// @param tables in order of their names, like the views
    static String writeSegment(List<CatalogTable> tables, List<CatalogView> views) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("tables")
                                .list(tables, CatalogSnapshotCodec::writeTable)
                                .field("views")
                                .list(views, CatalogSnapshotCodec::writeView)));
    }

    private static <T> T checked(String text, String hash, Function<JsonReader, T> reader) {
        if (!sha256(text).equals(hash)) {
            throw unreadable("the stored catalog is not what was applied", null);
        }
        try {
            return JsonReader.read(text, LIMITS, reader);
        } catch (MalformedJsonException e) {
            throw unreadable("the stored catalog cannot be read: " + e.getMessage(), e);
        }
    }

    private static Segment readSegment(JsonReader in) {
        in.beginObject();
        List<CatalogTable> tables = in.field("tables").list(CatalogSnapshotCodec::readTable);
        List<CatalogView> views = in.field("views").list(CatalogSnapshotCodec::readView);
        in.endObject();
        return new Segment(tables, views);
    }

    private static Root readRoot(JsonReader in, String hash) {
        in.beginObject();
        int version = in.field("v").integer32();
        if (version != VERSION && version != SEGMENTED) {
            throw in.malformed("version %d of the catalog is not known".formatted(version));
        }
        List<CatalogSource> sources = in.field("sources").list(CatalogSnapshotCodec::readSource);
        if (version == SEGMENTED) {
            List<String> segments = in.field("segments").list(JsonReader::string);
            in.endObject();
            return new Root.Segmented(byKey(sources, CatalogSource::name), segments);
        }
        return new Root.Whole(readTables(in, sources, hash));
    }

    private static CatalogSnapshot readTables(
            JsonReader in, List<CatalogSource> sources, String hash) {
        List<CatalogTable> tables = in.field("tables").list(CatalogSnapshotCodec::readTable);
        List<CatalogView> views = in.field("views").list(CatalogSnapshotCodec::readView);
        in.endObject();
        return new CatalogSnapshot(
                hash,
                byKey(sources, CatalogSource::name),
                byKey(tables, CatalogTable::name),
                byKey(views, CatalogView::name));
    }

    private static void writeSource(JsonWriter out, CatalogSource source) {
        out.object(o ->
                o.field("name")
                        .string(source.name())
                        .field("kind")
                        .string(source.kind())
                        .field("function")
                        .string(source.function()));
    }

    private static CatalogSource readSource(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        String kind = in.field("kind").string();
        String function = in.field("function").string();
        in.endObject();
        return new CatalogSource(name, kind, function);
    }

    private static void writeTable(JsonWriter out, CatalogTable table) {
        out.object(o -> {
            o.field("name").string(table.name().toString());
            o.field("dataset").string(table.dataset());
            o.field("tags").list(new TreeSet<>(table.tags()), JsonWriter::string);
            o.field("owner").string(table.owner());
            o.field("description").string(table.description());
            o.field("columns").list(table.columns(), CatalogSnapshotCodec::writeColumn);
            o.field("mapping").map(new TreeMap<>(table.mapping()), JsonWriter::string);
            o.field("rowCount").integer(table.rowCount());
        });
    }

    private static CatalogTable readTable(JsonReader in) {
        in.beginObject();
        TableName name = PlanCodec.readTableName(in.field("name"));
        String dataset = in.field("dataset").string();
        Set<String> tags = Set.copyOf(in.field("tags").list(JsonReader::string));
        String owner = in.field("owner").string();
        String description = in.field("description").string();
        List<CatalogColumn> columns = in.field("columns").list(CatalogSnapshotCodec::readColumn);
        Map<String, String> mapping = in.field("mapping").map(JsonReader::string);
        long rowCount = in.field("rowCount").integer();
        in.endObject();
        return new CatalogTable(
                name, dataset, tags, owner, description, columns, mapping, rowCount);
    }

    private static void writeColumn(JsonWriter out, CatalogColumn column) {
        out.object(o -> {
            o.field("name").string(column.name());
            o.field("type").string(column.type().text());
            o.field("tags").list(new TreeSet<>(column.tags()), JsonWriter::string);
            o.field("classified").bool(column.isClassified());
            o.field("description").string(column.description());
            ColumnStatistics figures = column.statistics();
            if (figures != null) {
                o.field("figures")
                        .list(
                                List.of(
                                        figures.rows(),
                                        figures.nulls(),
                                        figures.distinct(),
                                        (long) figures.width()),
                                JsonWriter::integer);
            }
        });
    }

    private static CatalogColumn readColumn(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        Type type = PlanCodec.readType(in.field("type"));
        Set<String> tags = Set.copyOf(in.field("tags").list(JsonReader::string));
        boolean classified = in.field("classified").bool();
        String description = in.field("description").string();
        ColumnStatistics figures = in.optional("figures", CatalogSnapshotCodec::readFigures);
        in.endObject();
        return new CatalogColumn(name, type, tags, classified, description, figures);
    }

    private static ColumnStatistics readFigures(JsonReader in) {
        List<Long> figures = in.list(JsonReader::integer);
        if (figures.size() != 4) {
            throw in.malformed("a column has four figures");
        }
        return new ColumnStatistics(
                figures.get(0), figures.get(1), figures.get(2), Math.toIntExact(figures.get(3)));
    }

    private static void writeView(JsonWriter out, CatalogView view) {
        out.object(o -> {
            o.field("name").string(view.name().toString());
            o.field("dataset").string(view.dataset());
            o.field("tags").list(new TreeSet<>(view.tags()), JsonWriter::string);
            o.field("owner").string(view.owner());
            o.field("description").string(view.description());
            o.field("sql").string(view.sql());
        });
    }

    private static CatalogView readView(JsonReader in) {
        in.beginObject();
        TableName name = PlanCodec.readTableName(in.field("name"));
        String dataset = in.field("dataset").string();
        Set<String> tags = Set.copyOf(in.field("tags").list(JsonReader::string));
        String owner = in.field("owner").string();
        String description = in.field("description").string();
        String sql = in.field("sql").string();
        in.endObject();
        return new CatalogView(name, dataset, tags, owner, description, sql);
    }

    private static <T> List<T> sorted(java.util.Collection<T> values, Comparator<T> order) {
        return values.stream().sorted(order).toList();
    }

    private static <K, V> Map<K, V> byKey(List<V> values, Function<V, K> key) {
        Map<K, V> map = new LinkedHashMap<>();
        values.forEach(v -> map.put(key.apply(v), v));
        return map;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static TrawlException unreadable(
            String message, @org.jspecify.annotations.Nullable Throwable cause) {
        return new TrawlException(ErrorCode.STORE_UNAVAILABLE, message, null, cause);
    }
}
