package dev.trawl.source.run;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Capabilities;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.source.govern.StageSplit;
import dev.trawl.source.govern.StagedPlan;
import dev.trawl.source.veil.PseudonymKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// Shows of rows in memory what a source function would show under a grant: by the very stages of
/// sources, with a key for pseudonyms that everybody knows. For tests of policies, never for data.
public final class RowTrial {
    private static final String KNOWN_KEY = "the key of trials, known to all!";
    private static final Capabilities NOTHING = _ -> false;

    private final LocalEvaluation engine =
            new EngineEvaluation(
                    new LocalEvaluator(
                            new EngineSettings(256L << 20, 1, 1L << 28, 1_024), Clock.systemUTC()));
    private final Path scratch;

    /// @param scratch a folder that the caller removes
    public RowTrial(Path scratch) {
        this.scratch = scratch;
    }

    /// @param rows constants of the grant's inputs, in their order
    /// @return rows of {@link GrantedRelation#governedFields}, as {@link ArrowRows} has them
    public List<List<@Nullable Object>> shown(
            GrantedRelation granted, CatalogTable table, List<List<Expr.Literal>> rows) {
        StagedPlan plan =
                StageSplit.split(
                        new Relation.Scan(granted.table(), granted.governedFields()),
                        grant(granted),
                        _ -> table,
                        NOTHING);
        Stages stages =
                new Stages(
                        new Rows(granted, rows, engine),
                        engine,
                        new PseudonymKeys(
                                _ ->
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        KNOWN_KEY.getBytes(
                                                                StandardCharsets.US_ASCII)),
                                domains(granted)));
        try (RootAllocator allocator = new RootAllocator();
                ArrowReader reader =
                        stages.open(
                                plan,
                                new ReadContext(
                                        "trial",
                                        allocator,
                                        _ -> table,
                                        null,
                                        Instant.MAX,
                                        () -> false,
                                        scratch))) {
            return ArrowRows.toRows(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("the rows cannot be read", e);
        }
    }

    private static Map<String, String> domains(GrantedRelation granted) {
        Map<String, String> domains = new java.util.TreeMap<>();
        granted.columns().stream()
                .flatMap(c -> c.masks().stream())
                .forEach(m -> {
                    if (m.mask() instanceof dev.trawl.protocol.Mask.Hash(String domain)) {
                        domains.put(domain, domain);
                    }
                });
        return domains;
    }

    private static Grant grant(GrantedRelation granted) {
        return new Grant(
                "trial",
                granted.table().source(),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1),
                "trial",
                "trial",
                null,
                Action.READ,
                "none/",
                null,
                "trial",
                0,
                List.of(granted));
    }

    /// One table, in memory.
    private record Rows(
            GrantedRelation granted, List<List<Expr.Literal>> rows, LocalEvaluation engine)
            implements Source {
        @Override
        public Capabilities capabilities() {
            return NOTHING;
        }

        @Override
        public ArrowReader read(Relation relation, ReadContext context) {
            List<Integer> chosen =
                    relation.fields().stream().map(granted.inputs()::indexOf).toList();
            List<List<Expr.Literal>> values = new ArrayList<>();
            rows.forEach(row -> values.add(chosen.stream().map(row::get).toList()));
            return engine.evaluate(
                    new Relation.Values(relation.fields(), values), List.of(), context);
        }

        @Override
        public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
            throw new UnsupportedOperationException("a trial has no splits");
        }

        @Override
        public List<String> explain(Relation relation, ReadContext context) {
            return List.of();
        }

        @Override
        public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
