package dev.trawl.source.objects.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.audit.AuditRecord;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.engine.Leaves;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Capabilities;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.source.objects.prune.ScanFilters;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// The fleet's own records as tables of the schema `system`. It evaluates what the local evaluator
/// does, so that filters on time are seen here and bound what is read. Thread-safe.
public final class SystemSource implements Source {
    private static final List<SystemTable<?>> TABLES =
            List.of(AuditTables.AUDIT, AuditTables.COLUMNS, StateTables.RUNS, StateTables.POLICIES);
    private static final String RUNS = "export-run";
    private static final int BATCH_ROWS = 4_096;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Stores stores;
    private final LocalEvaluation evaluation;
    private final Capabilities capabilities;
    private final SystemSettings settings;
    private final Clock clock;

    public SystemSource(
            Stores stores,
            LocalEvaluation evaluation,
            Capabilities capabilities,
            SystemSettings settings,
            Clock clock) {
        this.stores = stores;
        this.evaluation = evaluation;
        this.capabilities = capabilities;
        this.settings = settings;
        this.clock = clock;
    }

    /// Where the records are.
    public record Stores(ObjectStore audit, ObjectStore state, ItemTable items) {}

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ArrowReader read(Relation relation, ReadContext context) {
        List<ScanFilters> scans = ScanFilters.of(relation);
        List<ArrowReader> received = new ArrayList<>();
        for (ScanFilters scan : scans) {
            received.add(
                    ArrowRows.reader(
                            scan.scan().fields(),
                            rows(scan, context),
                            BATCH_ROWS,
                            context.allocator()));
        }
        Iterator<Integer> numbers = Stream.iterate(0, i -> i + 1).iterator();
        Relation over =
                Leaves.map(
                        relation,
                        leaf ->
                                leaf instanceof Relation.Scan scan
                                        ? new Relation.Received(numbers.next(), scan.fields())
                                        : leaf);
        return evaluation.evaluate(over, received, context);
    }

    private List<List<@Nullable Object>> rows(ScanFilters scan, ReadContext context) {
        String table = scan.scan().table().table();
        if (!scan.scan().table().schema().equals(SystemTable.SCHEMA)) {
            throw unknown(scan.scan(), null);
        }
        return switch (table) {
            case "audit" -> rows(AuditTables.AUDIT, records(scan, context), scan.scan());
            case "audit_columns" ->
                    rows(
                            AuditTables.COLUMNS,
                            records(scan, context).flatMap(AuditTables::columns),
                            scan.scan());
            case "runs" -> rows(StateTables.RUNS, runs(), scan.scan());
            case "policies" -> rows(StateTables.POLICIES, rules(), scan.scan());
            default -> throw unknown(scan.scan(), null);
        };
    }

    private Stream<AuditRecord> records(ScanFilters scan, ReadContext context) {
        List<LocalDate> days =
                new AuditDays(
                                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                                settings.daysMax())
                        .of(scan.scan().fields(), scan.predicates());
        return new AuditScan(stores.audit(), settings, context).records(days).stream();
    }

    private Stream<JsonNode> runs() {
        List<ItemTable.Item> items =
                stores.items().list(RUNS, "", settings.recordsMax(), ItemTable.Order.ASCENDING);
        if (items.size() == settings.recordsMax()) {
            throw AuditScan.tooMany("system.runs", settings.recordsMax());
        }
        return items.stream().map(item -> tree(item.document()));
    }

    private Stream<StateTables.DeclaredRule> rules() {
        return new ResourceService(stores.items(), stores.state(), clock)
                .list(ResourceKind.POLICY).stream().flatMap(StateTables::rules);
    }

    /// The scan's columns of each entry.
    private static <E> List<List<@Nullable Object>> rows(
            SystemTable<E> table, Stream<E> entries, Relation.Scan scan) {
        List<Function<E, @Nullable Object>> values = new ArrayList<>();
        for (Field field : scan.fields()) {
            if (!table.fields().contains(field)) {
                throw unknown(scan, field);
            }
            values.add(table.column(field.name()).value());
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        entries.forEach(entry -> {
            List<@Nullable Object> row = new ArrayList<>(values.size());
            values.forEach(value -> row.add(value.apply(entry)));
            rows.add(row);
        });
        return rows;
    }

    private static TrawlException unknown(Relation.Scan scan, @Nullable Field field) {
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID,
                field == null
                        ? "there is no system table %s; declare those of the documentation"
                                .formatted(scan.table())
                        : "%s has no column '%s' of type %s; declare it as the documentation has it"
                                .formatted(scan.table(), field.name(), field.type().text()));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.SOURCE_DATA_INVALID, "the record of a run cannot be read");
        }
    }

    @Override
    public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
        return new SourceAnswer.Splits(List.of(new SourceAnswer.Split("all", 0)), "");
    }

    @Override
    public List<String> explain(Relation relation, ReadContext context) {
        List<String> steps = new ArrayList<>();
        for (ScanFilters scan : ScanFilters.of(relation)) {
            steps.add("read the fleet's records for " + scan.scan().table());
        }
        PlanPrinter.print(relation).lines().forEach(steps::add);
        return List.copyOf(steps);
    }

    @Override
    public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
        return TABLES.stream()
                .map(table ->
                        new SourceAnswer.DiscoveredTable(
                                SystemTable.SCHEMA,
                                table.name(),
                                table.fields(),
                                List.of(),
                                Map.of(),
                                -1))
                .toList();
    }

    @Override
    public void close() {
        // The stores belong to the function and live as long as it.
    }
}
