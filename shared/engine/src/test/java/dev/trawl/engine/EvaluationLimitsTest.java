package dev.trawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final List<Field> NUMBER = List.of(new Field("n", Type.Simple.BIGINT));
    private static final Relation RECEIVED = new Relation.Received(0, NUMBER);
    private static final Relation.Scan SCAN =
            new Relation.Scan(new TableName("a", "b", "c"), NUMBER);

    private final Allocators allocators = new Allocators(256L << 20);
    private final BufferAllocator allocator = allocators.forRequest("q");

    @TempDir Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(allocators.allocatedBytes()).isZero();
        allocator.close();
        allocators.close();
    }

    @Test
    void errorsQuoteNoValueOfARow() {
        Relation casts =
                new Relation.Project(
                        RECEIVED,
                        List.of(
                                new NamedExpr(
                                        "t",
                                        Expr.Cast.strict(
                                                Expressions.column(RECEIVED, 0),
                                                Type.Simple.TINYINT))));

        assertThatThrownBy(() -> evaluate(casts, List.of(4_711_000L)))
                .isInstanceOf(TrawlException.class)
                .hasMessage("a value does not fit the type of its expression")
                .hasNoCause();
    }

    @Test
    void overflowOfIntegersIsAnError() {
        Relation sum =
                new Relation.Project(
                        RECEIVED,
                        List.of(
                                new NamedExpr(
                                        "s",
                                        Expr.Call.of(
                                                Function.ADD,
                                                Expressions.column(RECEIVED, 0),
                                                Expressions.column(RECEIVED, 0)))));

        assertCode(ErrorCode.VALUE_OUT_OF_RANGE, () -> evaluate(sum, List.of(1L, Long.MAX_VALUE)));
    }

    @Test
    void answerLargerThanMemorySpillsAndKeepsItsOrder() throws IOException {
        Relation sort = new Relation.Sort(SCAN, List.of(SortKey.descending(0)));

        try (ArrowReader reader = evaluator(16L << 20, 1L << 30).evaluate(range(sort, 3_000_000))) {
            long expected = 3_000_000;
            while (reader.loadNextBatch()) {
                for (int row = 0; row < reader.getVectorSchemaRoot().getRowCount(); row++) {
                    expected--;
                    assertThat(
                                    ((org.apache.arrow.vector.BigIntVector)
                                                    reader.getVectorSchemaRoot().getVector(0))
                                            .get(row))
                            .isEqualTo(expected);
                }
            }
            assertThat(expected).isZero();
        }
    }

    @Test
    void answerLargerThanMemoryAndScratchIsRefused() {
        Relation sort = new Relation.Sort(SCAN, List.of(SortKey.descending(0)));

        assertCode(
                ErrorCode.MEMORY_LIMIT_EXCEEDED,
                () -> evaluator(16L << 20, 0).evaluate(range(sort, 3_000_000)));
    }

    @Test
    void batchLargerThanTheCallersMemoryIsRefusedAndLeaksNothing() throws IOException {
        try (BufferAllocator small = allocator.newChildAllocator("small", 0, 10_000);
                ArrowReader reader =
                        evaluator(64L << 20, 0)
                                .evaluate(
                                        new Evaluation(
                                                SCAN,
                                                List.of(),
                                                _ -> "(SELECT range AS n FROM range(10000))",
                                                folder,
                                                small,
                                                NOW.plusSeconds(60),
                                                () -> false))) {
            assertCode(ErrorCode.MEMORY_LIMIT_EXCEEDED, reader::loadNextBatch);
        }
    }

    @Test
    void cancelledEvaluationEnds() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Evaluation evaluation =
                new Evaluation(
                        SCAN,
                        List.of(),
                        _ -> {
                            cancelled.set(true);
                            return "(SELECT count(*) AS n FROM range(1000000) AS a(x), range(1000000) AS b(y)"
                                    + " WHERE (x * y) % 7 = 3)";
                        },
                        folder,
                        allocator,
                        NOW.plusSeconds(60),
                        cancelled::get);

        assertCode(ErrorCode.CANCELLED, () -> evaluator(64L << 20, 0).evaluate(evaluation));
    }

    @Test
    void inputThatIsNeverReadIsClosedAllTheSame() throws IOException {
        Relation nothing =
                new Relation.Union(List.of(new Relation.Limit(RECEIVED, 0, 0), RECEIVED));

        assertThat(evaluate(nothing, List.of(1L))).containsExactly(List.of(1L));
        assertThat(evaluate(new Relation.Limit(RECEIVED, 0, 0), List.of(1L))).isEmpty();
    }

    @Test
    void joinOfReceivedRowsIsRight() throws IOException {
        Relation other = new Relation.Received(1, NUMBER);
        Relation join =
                new Relation.Join(
                        RECEIVED,
                        other,
                        Relation.Join.Kind.INNER,
                        Expr.Call.of(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.BIGINT),
                                new Expr.Column(1, Type.Simple.BIGINT)));

        assertThat(evaluateAll(join, List.of(List.of(1L, 2L, 3L), List.of(3L, 4L, 2L))))
                .containsExactlyInAnyOrder(List.of(2L, 2L), List.of(3L, 3L));
    }

    @Test
    void nestedTypesAndUuidsInsidePassThrough() throws IOException {
        Type nested =
                new Type.Row(
                        List.of(
                                new Field("ids", new Type.Array(Type.Simple.UUID)),
                                new Field(
                                        "m",
                                        new Type.Mapping(
                                                Type.Simple.VARCHAR, Type.Simple.TIMESTAMP_TZ))));
        Relation.Scan scan =
                new Relation.Scan(new TableName("a", "b", "c"), List.of(new Field("x", nested)));
        String id = "00112233-4455-6677-8899-aabbccddeeff";
        String row =
                "{'ids': [CAST('%s' AS UUID), NULL], 'm': MAP {'k': TIMESTAMPTZ '2020-01-01 00:00:00Z'}}"
                        .formatted(id);

        try (ArrowReader reader =
                evaluator(64L << 20, 0).evaluate(files(scan, "(SELECT %s AS x)".formatted(row)))) {
            assertThat(reader.loadNextBatch()).isTrue();
            assertThat(reader.getVectorSchemaRoot().getVector(0).getObject(0).toString())
                    .contains(id);
            assertThat(dev.trawl.arrow.ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema()))
                    .isEqualTo(scan.fields());
        }
    }

    @Test
    void tableGrowsWithEveryAppend() throws IOException {
        try (Workspace workspace =
                evaluator(64L << 20, 0)
                        .open(
                                new EngineContext(
                                        folder, allocator, NOW.plusSeconds(60), () -> false))) {
            workspace.append(0, SCAN, _ -> "(SELECT 1 AS n)");
            workspace.append(0, SCAN, _ -> "(SELECT 2 AS n)");
            try (ArrowReader reader = workspace.evaluate(RECEIVED, _ -> "none")) {
                assertThat(ArrowRows.toRows(reader)).containsExactly(List.of(1L), List.of(2L));
            }
        }
    }

    @Test
    void recursionThatStillMakesRowsAfterSoManyStepsIsAnError() {
        assertThatThrownBy(() -> recursion(Relation.Recursion.Kept.ALL))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ITERATIONS_LIMIT_EXCEEDED))
                .hasMessageContaining("after 20 steps")
                .hasMessageContaining("TRAWL_ITERATIONS_MAX");
    }

    @Test
    void recursionOverNewRowsEndsWhereAllAreKnown() throws IOException {
        assertThat(recursion(Relation.Recursion.Kept.NEW))
                .containsExactlyInAnyOrder(List.of(0L), List.of(1L), List.of(2L));
    }

    private List<List<@Nullable Object>> recursion(Relation.Recursion.Kept rows)
            throws IOException {
        LocalEvaluator few =
                new LocalEvaluator(
                        new EngineSettings(64L << 20, 1, 0, 10_000, 20),
                        Clock.fixed(NOW, ZoneOffset.UTC));
        Relation same = new Relation.Recursion(0, SCAN, new Relation.Previous(0, NUMBER), rows);
        try (ArrowReader reader = few.evaluate(range(same, 3))) {
            return ArrowRows.toRows(reader);
        }
    }

    private LocalEvaluator evaluator(long memory, long scratch) {
        return new LocalEvaluator(
                new EngineSettings(memory, 2, scratch, 10_000), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Evaluation range(Relation plan, long rows) {
        return files(plan, "(SELECT range AS n FROM range(%d))".formatted(rows));
    }

    private Evaluation files(Relation plan, String from) {
        return new Evaluation(
                plan, List.of(), _ -> from, folder, allocator, NOW.plusSeconds(60), () -> false);
    }

    private List<List<@Nullable Object>> evaluate(Relation plan, List<Long> input)
            throws IOException {
        return evaluateAll(plan, List.of(input));
    }

    private List<List<@Nullable Object>> evaluateAll(Relation plan, List<List<Long>> inputs)
            throws IOException {
        List<ArrowReader> readers =
                inputs.stream()
                        .map(input ->
                                ArrowRows.reader(
                                        NUMBER,
                                        input.stream().map(List::of).toList(),
                                        2,
                                        allocator))
                        .toList();
        try (ArrowReader reader =
                evaluator(64L << 20, 0)
                        .evaluate(
                                Evaluation.of(
                                        plan,
                                        readers,
                                        folder,
                                        allocator,
                                        NOW.plusSeconds(60),
                                        () -> false))) {
            return ArrowRows.toRows(reader);
        }
    }

    private static void assertCode(
            ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).as(e.text()).isEqualTo(code));
    }
}
