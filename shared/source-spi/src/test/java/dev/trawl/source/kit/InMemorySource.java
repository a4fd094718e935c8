package dev.trawl.source.kit;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Capabilities;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Tables in memory, evaluated by DuckDB. A fault changes what it evaluates.
public final class InMemorySource implements Source, SourceFixture {
    private static final String WHOLE = "whole";

    private final Map<String, KitTable> tables = new HashMap<>();
    private final UnaryOperator<Relation> fault;
    private final LocalEvaluation engine;

    public InMemorySource(UnaryOperator<Relation> fault) {
        this(
                fault,
                new EngineEvaluation(
                        new LocalEvaluator(
                                new EngineSettings(256L << 20, 2, 1L << 30, 16_384),
                                Clock.systemUTC())));
    }

    /// Evaluated by another engine.
    public InMemorySource(UnaryOperator<Relation> fault, LocalEvaluation engine) {
        this.fault = fault;
        this.engine = engine;
    }

    @Override
    public Map<String, String> create(KitTable table) {
        tables.put(table.name(), table);
        return Map.of("table", table.name());
    }

    @Override
    public Source source() {
        return this;
    }

    @Override
    public Capabilities capabilities() {
        return node -> Support.supports(node, Dialect.DUCKDB);
    }

    @Override
    public ArrowReader read(Relation relation, ReadContext context) {
        if (context.split() != null && !context.split().equals(WHOLE)) {
            throw new TrawlException(ErrorCode.INVALID_REQUEST, "no such split");
        }
        List<ArrowReader> rows = new ArrayList<>();
        Relation received = received(fault.apply(relation), rows, context);
        return engine.evaluate(received, rows, context);
    }

    private Relation received(Relation relation, List<ArrowReader> rows, ReadContext context) {
        if (relation instanceof Relation.Scan scan) {
            rows.add(rows(scan, context));
            return new Relation.Received(rows.size() - 1, scan.fields());
        }
        return Relations.withInputs(
                relation,
                relation.inputs().stream().map(input -> received(input, rows, context)).toList());
    }

    private ArrowReader rows(Relation.Scan scan, ReadContext context) {
        KitTable table =
                Objects.requireNonNull(
                        tables.get(context.tables().apply(scan.table()).mapping().get("table")));
        List<Integer> indexes =
                scan.fields().stream().map((Field f) -> table.columns().indexOf(f)).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<? extends @Nullable Object> row : table.rows()) {
            List<@Nullable Object> chosen = new ArrayList<>();
            indexes.forEach(i -> chosen.add(row.get(i)));
            rows.add(chosen);
        }
        return ArrowRows.reader(scan.fields(), rows, 4_096, context.allocator());
    }

    @Override
    public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
        return new SourceAnswer.Splits(List.of(new SourceAnswer.Split(WHOLE, 0)), "memory");
    }

    @Override
    public List<String> explain(Relation relation, ReadContext context) {
        return List.of();
    }

    @Override
    public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
        return tables.values().stream()
                .map(t ->
                        new SourceAnswer.DiscoveredTable(
                                KitData.SCHEMA,
                                t.name(),
                                t.columns(),
                                List.of(),
                                Map.of("table", t.name()),
                                t.rows().size()))
                .toList();
    }

    @Override
    public void close() {
        tables.clear();
    }
}
