package dev.trawl.source.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Capabilities;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.Source;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.govern.StageSplit;
import dev.trawl.source.govern.StagedPlan;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.testkit.reference.GovernedReference;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// The kit's requests to a source, and what the reference answers to them.
public final class Harness {
    public static final String SOURCE = "kit";
    public static final String KEY = "0123456789abcdef0123456789abcdef";

    /// The domain of pseudonyms that the kit's masks name, whose key is `KEY`.
    public static final String DOMAIN = "crm";

    private static final Duration TIME = Duration.ofSeconds(60);

    private final KitSite site;
    private final @Nullable Capabilities capabilities;
    private final Set<KitTable> data;
    private final Map<TableName, CatalogTable> tables;

    /// A source somewhere else, which says itself what it evaluates.
    ///
    /// @param data the tables that the site has
    public Harness(KitSite site, Set<KitTable> data) {
        this(site, null, data, tables(SOURCE, withoutMappings(data)));
    }

    private Harness(
            KitSite site,
            @Nullable Capabilities capabilities,
            Set<KitTable> data,
            Map<TableName, CatalogTable> tables) {
        this.site = site;
        this.capabilities = capabilities;
        this.data = Set.copyOf(data);
        this.tables = tables;
    }

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
        this(
                new LocalSite(source, tables(SOURCE, mappings), settings, local),
                source.capabilities(),
                mappings.keySet(),
                tables(SOURCE, mappings));
    }

    private static Map<KitTable, Map<String, String>> withoutMappings(Set<KitTable> data) {
        Map<KitTable, Map<String, String>> mappings = new HashMap<>();
        data.forEach(table -> mappings.put(table, Map.of()));
        return mappings;
    }

    /// The tables as the catalog of a source has them.
    public static Map<TableName, CatalogTable> tables(
            String source, Map<KitTable, Map<String, String>> mappings) {
        Map<TableName, CatalogTable> tables = new HashMap<>();
        mappings.forEach((table, mapping) -> {
            TableName name = new TableName(source, KitData.SCHEMA, table.name());
            tables.put(name, catalogTable(name, table, mapping));
        });
        return Map.copyOf(tables);
    }

    public static TableName name(String table) {
        return new TableName(SOURCE, KitData.SCHEMA, table);
    }

    private static CatalogTable catalogTable(
            TableName name, KitTable table, Map<String, String> mapping) {
        return new CatalogTable(
                name,
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
        return site.grant(relations);
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
        return site.sign(grant);
    }

    /// @throws TrawlException what the source refuses
    public SourceAnswer answer(SourceRequest request) {
        return site.answer(request);
    }

    int fragmentsRecorded() {
        return site.fragmentsRecorded();
    }

    /// Raises the flag that ends a grant's query.
    void cancel(Grant grant) {
        site.cancel(grant.queryId());
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

    /// How the source would cut a fragment.
    public List<SourceAnswer.Split> splits(Relation fragment, Grant grant, int max) {
        SourceAnswer.Splits planned =
                (SourceAnswer.Splits)
                        answer(
                                new SourceRequest.PlanSplits(
                                        sign(grant), fragment, max, Instant.now().plus(TIME)));
        return planned.splits();
    }

    /// One split of a fragment.
    public SourceRequest.Execute execute(Relation fragment, Grant grant, SourceAnswer.Split split) {
        SourceRequest.Execute whole = execute(fragment, grant, SourceRequest.Pushdown.FULL);
        return new SourceRequest.Execute(
                whole.grant(),
                whole.fragment(),
                whole.fragmentId(),
                split.token(),
                whole.pushdown(),
                whole.inlineBytesMax(),
                whole.deadline());
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
            all.addAll(decoded(site.load(part)));
        }
        return all;
    }

    /// Rows of each batch, part by part.
    public List<Integer> cut(SourceAnswer.Rows answer) {
        List<byte[]> streams = new ArrayList<>();
        Bytes inline = answer.inline();
        if (inline != null) {
            streams.add(inline.toArray());
        }
        answer.parts().forEach(part -> streams.add(site.load(part)));
        List<Integer> cut = new ArrayList<>();
        for (byte[] stream : streams) {
            try (RootAllocator allocator = new RootAllocator();
                    ArrowReader reader = ArrowStreams.reader(stream, allocator)) {
                while (reader.loadNextBatch()) {
                    cut.add(reader.getVectorSchemaRoot().getRowCount());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return cut;
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

    /// Whether the source evaluates the fragment without the local evaluator; nothing where only it
    /// knows.
    Optional<Boolean> evaluatesAll(Relation fragment, Grant grant) {
        return Optional.ofNullable(capabilities).map(c -> plan(fragment, grant, c).isOneLeaf());
    }

    private StagedPlan plan(Relation fragment, Grant grant, Capabilities capabilities) {
        return StageSplit.split(
                fragment,
                grant,
                table -> Optional.ofNullable(tables.get(table)).orElseThrow(),
                capabilities);
    }
}
