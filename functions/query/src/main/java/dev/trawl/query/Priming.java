package dev.trawl.query;

import dev.trawl.arrow.ArrowStreams;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.Evaluation;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.HttpEvents;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.query.authorize.CachingFront;
import dev.trawl.query.authorize.CalciteFront;
import dev.trawl.query.execute.Pause;
import dev.trawl.store.aws.UnconnectedStores;
import dev.trawl.store.memory.InMemoryFunctions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Answers queries over a fixture, through the function's own path, whose calls end before the
/// network, so that the first real one finds classes loaded and code compiled. Nothing of it stays:
/// no file, no connection, no key.
final class Priming {
    private static final Duration TIME_MAX = Duration.ofMinutes(1);
    private static final int PLANS_MAX = 10;
    private static final EngineSettings ENGINE = new EngineSettings(64L << 20, 1, 0, 1_024);
    private static final JsonLog SILENT =
            new JsonLog(
                    new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                    Clock.systemUTC(),
                    Map.of());
    private static final List<Field> FIELDS =
            List.of(
                    new Field("id", Type.Simple.BIGINT),
                    new Field("name", Type.Simple.VARCHAR),
                    new Field("day", Type.Simple.DATE),
                    new Field("price", new Type.Decimal(12, 2)));
    private static final Set<TableName> TABLES =
            Set.of(
                    new TableName("left", "public", "visits"),
                    new TableName("right", "public", "kinds"));

    /// A look-up that one source answers whole, and a join that is assembled.
    private static final List<String> QUERIES =
            List.of(
                    "select id, name, price from visits where id = %d",
                    "select k.name, count(*), sum(r.price) from visits r join kinds k on r.id = k.id"
                            + " where r.price >= %d group by k.name order by 2 desc");

    private final QuerySettings settings;
    private final Clock clock;
    private final LocalEvaluator evaluator;

    private Priming(QuerySettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.evaluator = new LocalEvaluator(ENGINE, clock);
    }

    /// The answers of the last round, as the gateway takes them.
    static List<String> run(QuerySettings settings, Clock clock, HeadStart.Rounds rounds) {
        return new Priming(settings, clock).answers(rounds);
    }

    private List<String> answers(HeadStart.Rounds rounds) {
        UnconnectedStores stores =
                new UnconnectedStores(
                        new InMemoryFunctions()
                                .with("policy", this::decide)
                                .with("source-left", this::rows)
                                .with("source-right", this::rows));
        QueryFunction.Ports ports =
                new QueryFunction.Ports(
                        stores.objects(),
                        stores.objects(),
                        stores.items(),
                        stores.functions(),
                        new Fixture(),
                        _ -> "priming|priming",
                        new CachingFront(
                                new CalciteFront(SqlLimits.DEFAULT), SqlLimits.DEFAULT, PLANS_MAX),
                        clock,
                        Pause.real());
        try (QueryFunction function = new QueryFunction(settings, ports)) {
            FunctionEdge edge = new FunctionEdge(function.endpoints(), SILENT, clock);
            List<String> answers;
            do {
                answers = answers(edge, rounds.number());
            } while (rounds.another());
            return answers;
        }
    }

    /// Constants change as they do in reality, where plans are found by texts without them.
    private List<String> answers(FunctionEdge edge, int round) {
        return QUERIES.stream()
                .map(sql -> sql.formatted(round))
                .map(sql -> edge.answer(event(sql), invocation()))
                .toList();
    }

    /// A request as the gateway passes it on.
    private static byte[] event(String sql) {
        return HttpEvents.encode(
                        "POST",
                        "/v1/query",
                        Map.of("authorization", "Bearer priming"),
                        "{\"sql\":\"%s\",\"wait\":25}".formatted(sql))
                .getBytes(StandardCharsets.UTF_8);
    }

    private Invocation invocation() {
        return new Invocation("priming", null, clock.instant().plus(TIME_MAX));
    }

    private String decide(String payload) {
        DecisionRequest request = Envelope.readRequest(payload, DecisionRequestCodec::read);
        List<Decision.Outcome> outcomes =
                request.tables().stream()
                        .<Decision.Outcome>map(t -> new Decision.Permit(t, FIELDS, List.of()))
                        .toList();
        Map<String, String> grants =
                request.tables().stream()
                        .collect(Collectors.toMap(TableName::source, _ -> "priming", (a, _) -> a));
        return Envelope.answer(
                new Decision(
                        "priming|priming",
                        null,
                        request.catalogHash(),
                        0,
                        clock.instant().plus(TIME_MAX),
                        "priming",
                        outcomes,
                        grants,
                        "priming"),
                DecisionCodec::write);
    }

    /// No rows, of the fields that the fragment has.
    private String rows(String payload) {
        SourceRequest request = Envelope.readRequest(payload, SourceRequestCodec::read);
        if (!(request instanceof SourceRequest.Execute execute)) {
            return Envelope.answer(
                    new SourceAnswer.Splits(List.of(new SourceAnswer.Split("whole", 0)), "priming"),
                    SourceAnswerCodec::write);
        }
        List<Field> fields = execute.fragment().fields();
        List<Expr.Literal> nulls =
                fields.stream().map(field -> new Expr.Literal(null, field.type())).toList();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader =
                        evaluator.evaluate(
                                Evaluation.of(
                                        new Relation.Values(fields, List.of(nulls, nulls)),
                                        List.of(),
                                        Path.of(System.getProperty("java.io.tmpdir")),
                                        allocator,
                                        execute.deadline(),
                                        () -> false))) {
            byte[] bytes = ArrowStreams.toBytes(reader);
            return Envelope.answer(
                    new SourceAnswer.Rows(
                            fields,
                            Bytes.copyOf(bytes),
                            List.of(),
                            new SourceAnswer.Statistics(2, bytes.length, 0, List.of())),
                    SourceAnswerCodec::write);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The catalog of the two tables.
    private static final class Fixture implements Snapshots {
        @Override
        public CatalogSnapshot current() {
            return new CatalogSnapshot(
                    "priming",
                    TABLES.stream()
                            .map(TableName::source)
                            .collect(Collectors.toMap(name -> name, Fixture::source)),
                    TABLES.stream().collect(Collectors.toMap(table -> table, Fixture::table)),
                    Map.of());
        }

        @Override
        public CatalogSnapshot load(String hash) {
            return current();
        }

        private static CatalogSource source(String name) {
            return new CatalogSource(name, "jdbc", "source-" + name);
        }

        private static CatalogTable table(TableName name) {
            List<CatalogColumn> columns =
                    FIELDS.stream()
                            .map(field ->
                                    new CatalogColumn(
                                            field.name(), field.type(), Set.of(), true, ""))
                            .toList();
            return new CatalogTable(name, name.table(), Set.of(), "", "", columns, Map.of(), -1);
        }
    }
}
