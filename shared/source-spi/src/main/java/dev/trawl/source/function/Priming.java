package dev.trawl.source.function;

import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.UntrustedKey;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.source.Capabilities;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.store.aws.UnconnectedStores;
import dev.trawl.store.memory.InMemorySecrets;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Runs fragments over a fixture, through both stages with a row filter and a mask, so that the
/// first real one finds classes loaded and code compiled. The grant's root is a key of this process
/// that nobody else trusts; calls to stores end before the network; nothing of it stays.
final class Priming {
    private static final String NAME = "priming";
    private static final TableName TABLE = new TableName(NAME, "public", "rows");
    private static final Duration TIME_MAX = Duration.ofMinutes(1);
    private static final Duration CERTIFICATE_LIFE = Duration.ofHours(1);
    private static final long INLINE_BYTES = 100_000;
    private static final Field ID = new Field("id", Type.Simple.BIGINT);
    private static final Field TEXT = new Field("name", Type.Simple.VARCHAR);
    private static final JsonLog SILENT =
            new JsonLog(
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                    Clock.systemUTC(),
                    Map.of());

    private Priming() {}

    /// The answers of the last round, as a query function gets them.
    static List<String> run(SourceFunctionSettings settings, Clock clock, HeadStart.Rounds rounds) {
        UntrustedKey key = new UntrustedKey();
        Instant now = clock.instant();
        String grant = new GrantSigner(key, CERTIFICATE_LIFE, clock).sign(grant(now));
        EngineSettings engine = new EngineSettings(64L << 20, 1, 0, 1_024);
        SourceFunctionSettings own = settings.overFixture(NAME, key.jwks(), engine);
        UnconnectedStores unconnected = new UnconnectedStores();
        SourceFunction.Stores stores =
                new SourceFunction.Stores(
                        unconnected.objects(),
                        unconnected.items(),
                        new InMemorySecrets(Map.of()),
                        new Fixture());
        FunctionEdge edge =
                new FunctionEdge(
                        SourceFunction.endpoints(
                                SourceFunction.service(
                                        own, stores, new Nulls(engine, clock), clock)),
                        SILENT,
                        clock);
        List<String> answers;
        do {
            answers = answers(edge, grant, now.plus(TIME_MAX));
        } while (rounds.another());
        return answers;
    }

    private static List<String> answers(FunctionEdge edge, String grant, Instant deadline) {
        return fragments().stream()
                .map(fragment -> request(grant, fragment, deadline))
                .map(request ->
                        edge.answer(
                                request.getBytes(StandardCharsets.UTF_8),
                                new Invocation(NAME, null, deadline)))
                .toList();
    }

    private static String request(String grant, Relation fragment, Instant deadline) {
        return Envelope.request(
                new SourceRequest.Execute(
                        grant,
                        fragment,
                        "f" + fragment.fields().size(),
                        null,
                        SourceRequest.Pushdown.FULL,
                        INLINE_BYTES,
                        deadline,
                        true),
                SourceRequestCodec::write);
    }

    /// A look-up, and numbers of groups.
    private static List<Relation> fragments() {
        Relation.Scan scan = new Relation.Scan(TABLE, List.of(ID, TEXT));
        Expr id = new Expr.Column(0, ID.type());
        Relation lookUp = new Relation.Filter(scan, equal(id, new Expr.Literal(7L, ID.type())));
        Relation groups =
                new Relation.Aggregate(
                        scan,
                        List.of(1),
                        List.of(
                                new Aggregation(
                                        "n",
                                        AggregateFunction.COUNT_ALL,
                                        List.of(),
                                        Aggregation.Quantifier.ALL,
                                        null)));
        return List.of(lookUp, groups);
    }

    private static Expr equal(Expr left, Expr right) {
        return new Expr.Call(Function.EQ, List.of(left, right), Type.Simple.BOOLEAN);
    }

    private static Grant grant(Instant now) {
        Expr text = new Expr.Column(1, TEXT.type());
        return new Grant(
                NAME,
                NAME,
                now,
                now.plus(TIME_MAX),
                NAME,
                "priming|priming",
                null,
                Action.READ,
                NAME + "/results",
                null,
                NAME,
                0,
                List.of(
                        new GrantedRelation(
                                TABLE,
                                List.of(ID, TEXT),
                                List.of(
                                        new GrantedColumn(ID.name(), 0, List.of()),
                                        new GrantedColumn(
                                                TEXT.name(),
                                                1,
                                                List.of(
                                                        new MaskCase(
                                                                null,
                                                                new Mask.Partial(1, 0, "*"))))),
                                equal(text, new Expr.Literal("here", TEXT.type())))));
    }

    /// The catalog of the one table.
    private record Fixture() implements Snapshots {
        @Override
        public CatalogSnapshot current() {
            List<CatalogColumn> columns =
                    List.of(
                            new CatalogColumn(ID.name(), ID.type(), Set.of(), true, ""),
                            new CatalogColumn(TEXT.name(), TEXT.type(), Set.of(), true, ""));
            CatalogTable table =
                    new CatalogTable(TABLE, "rows", Set.of(), "", "", columns, Map.of(), -1);
            return new CatalogSnapshot(NAME, Map.of(), Map.of(TABLE, table), Map.of());
        }

        @Override
        public CatalogSnapshot load(String hash) {
            return current();
        }
    }

    /// A source that only scans, and whose every value is NULL.
    private static final class Nulls implements Source {
        private final EngineEvaluation engine;

        Nulls(EngineSettings settings, Clock clock) {
            this.engine = new EngineEvaluation(new LocalEvaluator(settings, clock));
        }

        @Override
        public Capabilities capabilities() {
            return _ -> false;
        }

        @Override
        public ArrowReader read(Relation relation, ReadContext context) {
            List<Expr.Literal> row =
                    relation.fields().stream().map(f -> new Expr.Literal(null, f.type())).toList();
            return engine.evaluate(
                    new Relation.Values(relation.fields(), List.of(row)), List.of(), context);
        }

        @Override
        public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
            return new SourceAnswer.Splits(List.of(new SourceAnswer.Split("whole", 0)), "none");
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
