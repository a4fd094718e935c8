package dev.trawl.query.lineage;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditRecord;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.query.execute.SideBySide;
import dev.trawl.query.execute.Watch;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Adds what queries and exports read, as they were recorded, to a graph: who asked in equal words
/// for the same purpose is one node. Columns that the caller may not know of stay out.
final class RecordedLineage {
    private static final int RECORDS_MAX = 2_000;
    private static final int NODES_MAX = 200;
    private static final int AT_ONCE = 16;
    private static final int NAME_LENGTH = 12;
    private static final Duration TIME_MAX = Duration.ofSeconds(15);

    private final AuditReader reader;
    private final Described described;
    private final Clock clock;

    RecordedLineage(AuditReader reader, Described described, Clock clock) {
        this.reader = reader;
        this.described = described;
        this.clock = clock;
    }

    /// Equal queries of somebody.
    record Readers(AuditEvent last, int count) {
        Readers and(AuditEvent event) {
            return new Readers(event.time().isAfter(last.time()) ? event : last, count + 1);
        }
    }

    /// One more query of those that are one node.
    static void count(Map<String, Readers> readers, AuditEvent event) {
        readers.compute(
                id(event), (_, known) -> known == null ? new Readers(event, 1) : known.and(event));
    }

    /// What was read, of days from today back.
    ///
    /// @param graph that tells when there is more
    /// @param isShown whose queries the caller may see
    List<AuditEvent> read(LineageGraph graph, int days, Predicate<AuditEvent> isShown) {
        List<AuditEvent> events = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int loaded = 0;
        for (int back = 0; back < days && loaded < RECORDS_MAX; back++) {
            List<String> keys = reader.keys(today.minusDays(back)).reversed();
            int place = Math.min(keys.size(), RECORDS_MAX - loaded);
            if (place < keys.size()) {
                graph.truncate();
            }
            load(keys.subList(0, place)).stream()
                    .filter(RecordedLineage::isRead)
                    .filter(isShown)
                    .forEach(events::add);
            loaded += place;
        }
        return events;
    }

    /// @param wanted columns by table that readers are looked for
    void addTo(
            LineageGraph graph, Map<TableName, Set<String>> wanted, Collection<AuditEvent> events) {
        SortedMap<String, Readers> readers = new TreeMap<>();
        events.stream().filter(e -> reads(e, wanted)).forEach(e -> count(readers, e));
        readers.values().stream().limit(NODES_MAX).forEach(r -> add(graph, wanted, r));
        if (readers.size() > NODES_MAX) {
            graph.truncate();
        }
    }

    private static boolean isRead(AuditEvent event) {
        return event.kind() == AuditEvent.Kind.QUERY_STARTED
                && event.code() == null
                && !"explain".equals(event.action());
    }

    private static boolean reads(AuditEvent event, Map<TableName, Set<String>> wanted) {
        return event.reads().stream()
                .anyMatch(r -> {
                    Set<String> columns = columns(wanted, r.table());
                    return columns != null
                            && (columns.isEmpty()
                                    || r.columns().stream()
                                            .anyMatch(c -> columns.contains(c.name())));
                });
    }

    /// A name is compared as it was recorded: one with dots in its parts cannot be read back.
    private static @Nullable Set<String> columns(Map<TableName, Set<String>> wanted, String table) {
        return wanted.entrySet().stream()
                .filter(e -> e.getKey().toString().equals(table))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    static String id(AuditEvent event) {
        AuditEvent.Statement statement = event.statement();
        String destination = event.details().get("destination");
        String job = event.details().get("job");
        if (job != null && job.startsWith("export/")) {
            // A declared export is one node, whatever of its query changed.
            return "export:" + job.substring("export/".length());
        }
        String text =
                String.join(
                        "\n",
                        event.principal(),
                        String.valueOf(event.purpose()),
                        String.valueOf(destination),
                        statement == null ? "" : statement.fingerprint());
        String hash =
                AuditRecord.hash(text.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_LENGTH);
        return (destination == null ? "query:" : "export:") + hash;
    }

    private void add(LineageGraph graph, Map<TableName, Set<String>> wanted, Readers readers) {
        AuditEvent event = readers.last();
        String id = id(event);
        boolean isAdded = false;
        for (AuditEvent.OutputColumn output : event.lineage()) {
            isAdded |= collect(graph, wanted, id, output, output.direct(), true);
            isAdded |= collect(graph, wanted, id, output, output.indirect(), false);
        }
        for (AuditEvent.TableRead read : event.reads()) {
            Set<String> columns = columns(wanted, read.table());
            if (columns != null && columns.isEmpty()) {
                graph.link(read.table(), id);
                isAdded = true;
            }
        }
        if (isAdded) {
            SortedSet<String> columns = new TreeSet<>();
            graph.links().stream()
                    .filter(l -> l.to().equals(id))
                    .flatMap(l -> l.columns().stream())
                    .forEach(c -> columns.add(c.to()));
            node(graph, id, readers, 1, columns);
        }
    }

    /// Whether anything of it is wanted and may be known.
    private boolean collect(
            LineageGraph graph,
            Map<TableName, Set<String>> wanted,
            String id,
            AuditEvent.OutputColumn output,
            List<String> inputs,
            boolean isDirect) {
        boolean isAdded = false;
        for (String input : inputs) {
            BaseColumn base = base(input).orElse(null);
            Set<String> columns = base == null ? null : wanted.get(base.table());
            if (base == null
                    || columns == null
                    || !(columns.isEmpty() || columns.contains(base.name()))
                    || !mayKnow(base)) {
                continue;
            }
            String table = base.table().toString();
            graph.add(table, LineageGraph.Kind.TABLE, table, 0, List.of(base.name()), Map.of());
            graph.link(
                    table,
                    id,
                    new LineageGraph.ColumnLink(
                            base.name(), output.name(), isDirect, output.masked().contains(input)));
            isAdded = true;
        }
        return isAdded;
    }

    private boolean mayKnow(BaseColumn column) {
        return described.of(column.table()).stream()
                .flatMap(p -> p.fields().stream())
                .map(Field::name)
                .anyMatch(column.name()::equals);
    }

    /// `source.schema.table.column`
    static Optional<BaseColumn> base(String text) {
        int dot = text.lastIndexOf('.');
        String[] parts = dot < 0 ? new String[0] : text.substring(0, dot).split("\\.", -1);
        return parts.length == 3
                ? Optional.of(
                        new BaseColumn(
                                new TableName(parts[0], parts[1], parts[2]),
                                text.substring(dot + 1)))
                : Optional.empty();
    }

    /// @param distance steps from where the graph begins
    static void node(
            LineageGraph graph,
            String id,
            Readers readers,
            int distance,
            Collection<String> columns) {
        AuditEvent event = readers.last();
        String destination = event.details().get("destination");
        Map<String, String> facts = new TreeMap<>();
        facts.put("principal", event.principal());
        facts.put("last", event.time().toString());
        facts.put("count", Integer.toString(readers.count()));
        if (event.purpose() != null) {
            facts.put("purpose", event.purpose());
        }
        if (event.queryId() != null) {
            facts.put("queryId", event.queryId());
        }
        String job = event.details().get("job");
        if (job != null && destination != null) {
            facts.put("job", job);
            facts.put("destination", destination);
        }
        String who = event.principal().substring(event.principal().indexOf('|') + 1);
        graph.add(
                id,
                destination == null ? LineageGraph.Kind.QUERY : LineageGraph.Kind.EXPORT,
                destination == null
                        ? "query of " + who
                        : job == null
                                ? "export to " + destination
                                : job.replace('/', ' ') + " to " + destination,
                distance,
                columns,
                facts);
    }

    private List<AuditEvent> load(List<String> keys) {
        Watch watch = new Watch(clock, clock.instant().plus(TIME_MAX), () -> false);
        List<AuditEvent> events = new ArrayList<>();
        try (SideBySide threads = new SideBySide(AT_ONCE)) {
            threads.run(
                            keys.stream()
                                    .<Supplier<List<AuditReader.Stored>>>map(
                                            k -> () -> reader.loadAll(k))
                                    .toList(),
                            watch)
                    .forEach(some -> some.forEach(stored -> event(stored).ifPresent(events::add)));
        }
        return events;
    }

    /// What cannot be read is left to the verifier.
    private static Optional<AuditEvent> event(AuditReader.Stored stored) {
        try {
            return Optional.of(AuditRecord.fromJson(stored.text()).event());
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }
}
