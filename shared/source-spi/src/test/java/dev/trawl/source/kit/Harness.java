package dev.trawl.source.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.Source;
import dev.trawl.source.SourceParts;
import dev.trawl.source.SourceService;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.govern.StageSplit;
import dev.trawl.source.govern.StagedPlan;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.source.veil.PseudonymKeys;
import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.store.memory.InMemorySecrets;
import dev.trawl.testkit.reference.GovernedReference;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// A source service over a fixture's source, with stores in memory and grants that are taken as
/// they are.
public final class Harness {
    public static final String SOURCE = "kit";
    public static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String HASH = "catalog";
    private static final Duration TIME = Duration.ofSeconds(60);

    final InMemoryObjectStore store = new InMemoryObjectStore("state");
    final ItemTable state = new InMemoryItemTable();
    private final Source source;
    private final Set<KitTable> data;
    private final Map<TableName, CatalogTable> tables = new HashMap<>();
    private final Map<String, Grant> grants = new HashMap<>();
    private final SourceService service;
    private int attempts;

    public Harness(Source source, Map<KitTable, Map<String, String>> mappings) {
        this(source, mappings, SourceSettings.DEFAULT);
    }

    public Harness(
            Source source, Map<KitTable, Map<String, String>> mappings, SourceSettings settings) {
        this(
                source,
                mappings,
                settings,
                new EngineEvaluation(
                        new LocalEvaluator(
                                new EngineSettings(256L << 20, 2, 1L << 30, 16_384),
                                Clock.systemUTC())));
    }

    /// @param local evaluates what the source leaves
    public Harness(
            Source source,
            Map<KitTable, Map<String, String>> mappings,
            SourceSettings settings,
            LocalEvaluation local) {
        this.source = source;
        this.data = Set.copyOf(mappings.keySet());
        mappings.forEach(
                (table, mapping) -> tables.put(name(table.name()), catalogTable(table, mapping)));
        CatalogSnapshot snapshot = new CatalogSnapshot(HASH, Map.of(), tables, Map.of());
        String secret = Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.US_ASCII));
        this.service =
                new SourceService(
                        new SourceParts(
                                source,
                                local,
                                this::verified,
                                new OneSnapshot(snapshot),
                                store,
                                state,
                                new PseudonymKeys(
                                        new InMemorySecrets(Map.of("key-1", secret)),
                                        Map.of("crm", "key-1")),
                                Clock.systemUTC(),
                                () -> "attempt-" + attempts++,
                                Path.of(System.getProperty("java.io.tmpdir")),
                                settings));
    }

    private record OneSnapshot(CatalogSnapshot current) implements Snapshots {
        @Override
        public CatalogSnapshot load(String hash) {
            return current;
        }
    }

    private Grant verified(String jws) {
        return Optional.ofNullable(grants.get(jws))
                .orElseThrow(() -> new TrawlException(ErrorCode.GRANT_INVALID, "not signed"));
    }

    public static TableName name(String table) {
        return new TableName(SOURCE, KitData.SCHEMA, table);
    }

    private static CatalogTable catalogTable(KitTable table, Map<String, String> mapping) {
        return new CatalogTable(
                name(table.name()),
                table.name(),
                Set.of(),
                "",
                "",
                table.columns().stream()
                        .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                        .toList(),
                mapping,
                table.rows().size());
    }

    /// A grant on everything, in clear.
    public Grant everything() {
        return grant(tables.values().stream().map(t -> clear(t.name(), null)).toList());
    }

    /// All columns of a table in clear, and the rows for which the filter holds.
    public GrantedRelation clear(TableName table, @Nullable Expr rowFilter) {
        return masked(table, rowFilter, Map.of());
    }

    /// All columns of a table, some of them masked.
    public GrantedRelation masked(
            TableName table,
            @Nullable Expr rowFilter,
            Map<String, List<dev.trawl.protocol.MaskCase>> masks) {
        List<Field> inputs = fields(table);
        return new GrantedRelation(
                table,
                inputs,
                IntStream.range(0, inputs.size())
                        .mapToObj(i ->
                                new GrantedColumn(
                                        inputs.get(i).name(),
                                        i,
                                        masks.getOrDefault(inputs.get(i).name(), List.of())))
                        .toList(),
                rowFilter);
    }

    List<Field> fields(TableName table) {
        return Optional.ofNullable(tables.get(table)).orElseThrow().columns().stream()
                .map(c -> new Field(c.name(), c.type()))
                .toList();
    }

    public Grant grant(List<GrantedRelation> relations) {
        return new Grant(
                "grant-" + grants.size(),
                SOURCE,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(300),
                "query-" + grants.size(),
                "issuer|somebody",
                null,
                Action.READ,
                "state/results",
                null,
                HASH,
                1,
                relations);
    }

    /// A grant to scan the source.
    Grant scanning() {
        return acting(Action.SCAN, grant(List.of()));
    }

    /// The grant for another action.
    static Grant acting(Action action, Grant grant) {
        return new Grant(
                grant.id(),
                grant.audience(),
                grant.issuedAt(),
                grant.expiresAt(),
                grant.queryId(),
                grant.principal(),
                grant.purpose(),
                action,
                grant.writePrefix(),
                grant.destination(),
                grant.catalogHash(),
                grant.policyEpoch(),
                grant.relations());
    }

    /// What stands for the signed grant.
    public String sign(Grant grant) {
        String jws = "signed-" + grants.size();
        grants.put(jws, grant);
        return jws;
    }

    public SourceAnswer answer(SourceRequest request) {
        return service.answer(request, Instant.MAX, _ -> {});
    }

    public SourceRequest.Execute execute(
            Relation fragment, Grant grant, SourceRequest.Pushdown pushdown) {
        return new SourceRequest.Execute(
                sign(grant),
                fragment,
                "0",
                null,
                pushdown,
                SourceSettings.INLINE_BYTES_CEILING,
                Instant.now().plus(TIME));
    }

    public Outcome outcome(Relation fragment, Grant grant, SourceRequest.Pushdown pushdown) {
        try {
            return new Outcome.Rows(rows(answer(execute(fragment, grant, pushdown))));
        } catch (TrawlException e) {
            assertThat(e.getSuppressed()).as("what failed or leaked on the way out").isEmpty();
            return new Outcome.Failed(e.code(), e.text());
        }
    }

    /// The rows of an answer, inline or from its parts.
    public List<List<@Nullable Object>> rows(SourceAnswer answer) {
        SourceAnswer.Rows rows = (SourceAnswer.Rows) answer;
        List<List<@Nullable Object>> all = new ArrayList<>();
        Bytes inline = rows.inline();
        if (inline != null) {
            all.addAll(decoded(inline.toArray()));
        }
        for (SourceAnswer.Part part : rows.parts()) {
            all.addAll(decoded(store.load(part.location().substring("state/".length()))));
        }
        return all;
    }

    private static List<List<@Nullable Object>> decoded(byte[] bytes) {
        try (RootAllocator allocator = new RootAllocator();
                ArrowReader reader = ArrowStreams.reader(bytes, allocator)) {
            return ArrowRows.toRows(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The rows by the reference: governed tables first, then the fragment over them.
    List<List<@Nullable Object>> expected(Relation fragment, Grant grant) {
        return new ReferenceEvaluator(leaf -> governed((Relation.Scan) leaf, grant)).rows(fragment);
    }

    private List<List<@Nullable Object>> governed(Relation.Scan scan, Grant grant) {
        GrantedRelation granted = grant.relation(scan.table()).orElseThrow();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        data.stream()
                .filter(t -> t.name().equals(scan.table().table()))
                .forEach(t -> t.rows().forEach(row -> rows.add(new ArrayList<>(row))));
        List<Integer> chosen =
                scan.fields().stream().map(granted.governedFields()::indexOf).toList();
        List<List<@Nullable Object>> shown = new ArrayList<>();
        for (List<@Nullable Object> row :
                new GovernedReference(granted, _ -> KEY.getBytes(StandardCharsets.US_ASCII))
                        .rows(rows)) {
            List<@Nullable Object> columns = new ArrayList<>();
            chosen.forEach(i -> columns.add(row.get(i)));
            shown.add(columns);
        }
        return shown;
    }

    public StagedPlan plan(Relation fragment, Grant grant) {
        return StageSplit.split(
                fragment,
                grant,
                table -> Optional.ofNullable(tables.get(table)).orElseThrow(),
                source.capabilities());
    }
}
