package dev.trawl.source.objects.discover;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.objects.csv.TextFile;
import dev.trawl.source.objects.parquet.Footer;
import dev.trawl.source.objects.parquet.Footers;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.Listing;
import dev.trawl.source.run.FragmentRun;
import dev.trawl.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds tables: `<schema>/<table>/…` or `<table>/…` with folders `name=value/` below for
/// partitions. Columns come from the first file, row counts of Parquet from all footers of small
/// tables and from sizes else.
public final class Discovery {
    private static final int OBJECTS_MAX = 100_000;
    private static final int FOOTERS_MAX = 50;

    /// What exports write: a manifest, not a folder, says which of it counts.
    private static final Pattern OF_RUNS =
            Pattern.compile("(^|/)(runs/[0-9a-f]{32}/|current\\.json$)");

    private final ObjectStore store;
    private final Footers footers;

    public Discovery(ObjectStore store, Footers footers) {
        this.store = store;
        this.footers = footers;
    }

    public List<SourceAnswer.DiscoveredTable> tables(Instant deadline) {
        Map<Place, List<ObjectStore.ObjectInfo>> files = new TreeMap<>();
        for (ObjectStore.ObjectInfo object : store.list("", OBJECTS_MAX)) {
            Place.of(object)
                    .ifPresent(p -> files.computeIfAbsent(p, _ -> new ArrayList<>()).add(object));
        }
        List<SourceAnswer.DiscoveredTable> tables = new ArrayList<>();
        files.forEach((place, objects) -> {
            if (!Instant.now().isBefore(deadline)) {
                throw FragmentRun.late();
            }
            tables.add(table(place, objects));
        });
        return List.copyOf(tables);
    }

    private SourceAnswer.DiscoveredTable table(Place place, List<ObjectStore.ObjectInfo> objects) {
        List<String> notes = new ArrayList<>();
        List<Field> columns = new ArrayList<>();
        Map<String, String> mapping = new HashMap<>();
        mapping.put("prefix", place.prefix());
        mapping.put("format", place.format());
        long rows = -1;
        List<Field> partitions = partitions(place, objects);
        try {
            switch (place.format()) {
                case "parquet" -> {
                    columns.addAll(parquet(objects.getFirst(), notes));
                    rows = rows(objects);
                }
                case "json" -> columns.addAll(JsonSample.load(store, objects.getFirst(), notes));
                default -> columns.addAll(CsvSample.load(store, objects.getFirst(), notes));
            }
        } catch (TrawlException e) {
            notes.add(e.text());
        }
        columns.removeIf(c -> partitions.stream().anyMatch(p -> p.name().equals(c.name())));
        columns.addAll(partitions);
        if (!partitions.isEmpty()) {
            mapping.put(
                    "partitions",
                    String.join(
                            ", ",
                            partitions.stream()
                                    .map(p -> p.name() + ":" + p.type().text())
                                    .toList()));
        }
        return new SourceAnswer.DiscoveredTable(
                place.schema(), place.table(), columns, notes, mapping, rows);
    }

    private List<Field> parquet(ObjectStore.ObjectInfo object, List<String> notes) {
        Footer footer = footer(object);
        List<Field> columns = new ArrayList<>();
        for (String column : footer.columns()) {
            Optional<Type> type = footer.type(column);
            type.ifPresent(t -> columns.add(new Field(column, t)));
            if (type.isEmpty()) {
                notes.add("column '%s' has a type that cannot be read".formatted(column));
            }
        }
        return columns;
    }

    private long rows(List<ObjectStore.ObjectInfo> objects) {
        long rows = 0;
        long bytes = 0;
        List<ObjectStore.ObjectInfo> sample =
                objects.subList(0, Math.min(objects.size(), FOOTERS_MAX));
        for (ObjectStore.ObjectInfo object : sample) {
            rows += footer(object).rows();
            bytes += object.size();
        }
        double share =
                objects.stream().mapToLong(ObjectStore.ObjectInfo::size).sum() / (double) bytes;
        return sample.size() == objects.size() ? rows : Math.round(rows * share);
    }

    private Footer footer(ObjectStore.ObjectInfo object) {
        return footers.load(new DataFile(object, List.of()));
    }

    /// All partitions are texts: what a folder is called says nothing sure of other folders.
    private static List<Field> partitions(Place place, List<ObjectStore.ObjectInfo> objects) {
        Map<String, Field> partitions = new LinkedHashMap<>();
        String path = objects.getFirst().key().substring(place.prefix().length());
        for (String folder : path.split("/", -1)) {
            int equals = folder.indexOf('=');
            if (equals > 0 && path.indexOf(folder + "/") >= 0) {
                String name = folder.substring(0, equals);
                partitions.put(name, new Field(name, Type.Simple.VARCHAR));
            }
        }
        return List.copyOf(partitions.values());
    }

    /// A folder of files of one format.
    private record Place(String schema, String table, String prefix, String format)
            implements Comparable<Place> {
        static Optional<Place> of(ObjectStore.ObjectInfo object) {
            String key = object.key();
            String format = format(key);
            List<String> folders = new ArrayList<>();
            String[] parts = key.split("/", -1);
            for (int i = 0; i < parts.length - 1 && !parts[i].contains("="); i++) {
                folders.add(parts[i]);
            }
            if (format.isEmpty()
                    || folders.isEmpty()
                    || !Listing.isData(object)
                    || OF_RUNS.matcher(key).find()) {
                return Optional.empty();
            }
            boolean hasSchema = folders.size() > 1;
            return Optional.of(
                    new Place(
                            hasSchema ? folders.getFirst() : "public",
                            String.join(
                                    "_", hasSchema ? folders.subList(1, folders.size()) : folders),
                            String.join("/", folders) + "/",
                            format));
        }

        private static String format(String key) {
            String lower = TextFile.of(key).bare(key).toLowerCase(Locale.ROOT);
            if (lower.endsWith(".parquet")) {
                return lower.length() == key.length() ? "parquet" : "";
            }
            if (lower.endsWith(".csv")) {
                return "csv";
            }
            return Stream.of(".jsonl", ".ndjson", ".json").anyMatch(lower::endsWith) ? "json" : "";
        }

        @Override
        public int compareTo(Place other) {
            return (prefix + format).compareTo(other.prefix + other.format);
        }
    }
}
