package dev.trawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEvaluatorTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final EngineSettings SETTINGS =
            new EngineSettings(64L << 20, 2, 64L << 20, 1_000);

    private final Allocators allocators = new Allocators(256L << 20);
    private final LocalEvaluator evaluator =
            new LocalEvaluator(SETTINGS, Clock.fixed(NOW, ZoneOffset.UTC));

    @TempDir Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(allocators.allocatedBytes()).isZero();
        allocators.close();
    }

    @Test
    void everyTypePassesThroughUnchanged() throws IOException {
        List<Field> fields =
                List.of(
                        new Field("b", Type.Simple.BOOLEAN),
                        new Field("t", Type.Simple.TINYINT),
                        new Field("s", Type.Simple.SMALLINT),
                        new Field("i", Type.Simple.INTEGER),
                        new Field("l", Type.Simple.BIGINT),
                        new Field("r", Type.Simple.REAL),
                        new Field("d", Type.Simple.DOUBLE),
                        new Field("n", new Type.Decimal(38, 10)),
                        new Field("v", Type.Simple.VARCHAR),
                        new Field("x", Type.Simple.VARBINARY),
                        new Field("day", Type.Simple.DATE),
                        new Field("time", Type.Simple.TIME),
                        new Field("ts", Type.Simple.TIMESTAMP),
                        new Field("tz", Type.Simple.TIMESTAMP_TZ),
                        new Field("u", Type.Simple.UUID),
                        new Field("j", Type.Simple.JSON));
        List<@Nullable Object> row =
                Arrays.asList(
                        true,
                        -128L,
                        32_767L,
                        -5L,
                        Long.MIN_VALUE,
                        1.5f,
                        Double.NaN,
                        new BigDecimal("1234567890123456789012345678.0123456789"),
                        "grüße 🐟",
                        dev.trawl.plan.Bytes.fromHex("00ff"),
                        LocalDate.of(1, 1, 1),
                        LocalTime.of(23, 59, 59, 999_999_000),
                        LocalDateTime.of(9999, 12, 31, 23, 59, 59),
                        Instant.parse("1969-12-31T23:59:59.999999Z"),
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                        "{\"a\": 1}");
        List<@Nullable Object> nulls = Arrays.asList(new Object[fields.size()]);

        List<List<@Nullable Object>> rows =
                evaluate(new Relation.Received(0, fields), fields, List.of(row, nulls));

        assertThat(rows).containsExactlyInAnyOrder(row, nulls);
    }

    @Test
    void inputThatIsReadTwiceGivesItsRowsTwice() throws IOException {
        List<Field> fields = List.of(new Field("n", Type.Simple.BIGINT));
        Relation received = new Relation.Received(0, fields);

        assertThat(
                        evaluate(
                                new Relation.Union(List.of(received, received)),
                                fields,
                                List.of(List.of(1L))))
                .containsExactly(List.of(1L), List.of(1L));
    }

    @Test
    void columnsOfTheSameNameAreKeptApart() throws IOException {
        List<Field> fields =
                List.of(new Field("n", Type.Simple.BIGINT), new Field("n", Type.Simple.BIGINT));

        assertThat(evaluate(new Relation.Received(0, fields), fields, List.of(List.of(1L, 2L))))
                .containsExactly(List.of(1L, 2L));
    }

    @Test
    void orderOfASortSurvives() throws IOException {
        List<Field> fields = List.of(new Field("s", Type.Simple.VARCHAR));
        Relation sort =
                new Relation.Sort(new Relation.Received(0, fields), List.of(SortKey.descending(0)));

        assertThat(
                        evaluate(
                                sort,
                                fields,
                                List.of(
                                        List.of("a"),
                                        List.of("Z"),
                                        Arrays.asList((Object) null),
                                        List.of("ä"))))
                .containsExactly(
                        Arrays.asList((Object) null), List.of("ä"), List.of("a"), List.of("Z"));
    }

    @Test
    void divisionByZeroIsAnErrorAndNotNull() {
        List<Field> fields = List.of(new Field("n", Type.Simple.BIGINT));
        Relation received = new Relation.Received(0, fields);
        Relation quotient =
                new Relation.Project(
                        received,
                        List.of(
                                new NamedExpr(
                                        "q",
                                        Expr.Call.of(
                                                Function.DIVIDE,
                                                Literals.of(1L),
                                                Expressions.column(received, 0)))));

        assertCode(
                ErrorCode.DIVISION_BY_ZERO, () -> evaluate(quotient, fields, List.of(List.of(0L))));
    }

    @Test
    void decimalQuotientIsExactAndRoundedHalfAwayFromZero() throws IOException {
        Type.Decimal money = new Type.Decimal(10, 2);
        List<Field> fields = List.of(new Field("a", money), new Field("b", money));
        Relation received = new Relation.Received(0, fields);
        Expr quotient =
                Expr.Call.of(
                        Function.DIVIDE,
                        Expressions.column(received, 0),
                        Expressions.column(received, 1));
        Relation project = new Relation.Project(received, List.of(new NamedExpr("q", quotient)));

        assertThat(
                        evaluate(
                                project,
                                fields,
                                List.of(
                                        List.of(new BigDecimal("2.00"), new BigDecimal("3.00")),
                                        List.of(new BigDecimal("-2.00"), new BigDecimal("3.00")))))
                .containsExactlyInAnyOrder(
                        List.of(new BigDecimal("0.6666666666667")),
                        List.of(new BigDecimal("-0.6666666666667")));
    }

    @Test
    void failureOfAnInputArrivesWithItsOwnCode() {
        List<Field> fields = List.of(new Field("n", Type.Simple.BIGINT));
        try (BufferAllocator allocator = allocators.forRequest("q")) {
            ArrowReader broken = new BrokenReader(fields, allocator);
            assertCode(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    () ->
                            evaluator.evaluate(
                                    evaluation(
                                            new Relation.Received(0, fields),
                                            List.of(broken),
                                            NOW.plusSeconds(60),
                                            allocator)));
        }
    }

    @Test
    void evaluationPastItsDeadlineEnds() {
        List<Field> fields = List.of(new Field("n", Type.Simple.BIGINT));
        List<List<Object>> rows =
                java.util.stream.LongStream.range(0, 40_000)
                        .mapToObj(n -> List.<Object>of(n))
                        .toList();
        Relation received = new Relation.Received(0, fields);
        Relation pairs =
                new Relation.Aggregate(
                        new Relation.Join(
                                received,
                                received,
                                Relation.Join.Kind.INNER,
                                Expr.Call.of(
                                        Function.LT,
                                        Expr.Call.of(
                                                Function.MODULO,
                                                new Expr.Column(0, Type.Simple.BIGINT),
                                                Literals.of(977L)),
                                        Expr.Call.of(
                                                Function.MODULO,
                                                new Expr.Column(1, Type.Simple.BIGINT),
                                                Literals.of(983L)))),
                        List.of(),
                        List.of(
                                new dev.trawl.plan.Aggregation(
                                        "n",
                                        dev.trawl.plan.AggregateFunction.COUNT_ALL,
                                        List.of(),
                                        dev.trawl.plan.Aggregation.Quantifier.ALL,
                                        null)));
        try (BufferAllocator allocator = allocators.forRequest("q")) {
            ArrowReader reader = ArrowRows.reader(fields, rows, 1_000, allocator);
            assertCode(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    () ->
                            evaluator.evaluate(
                                    evaluation(
                                            pairs,
                                            List.of(reader),
                                            NOW.minus(Duration.ofSeconds(1)),
                                            allocator)));
        }
    }

    @Test
    void filesOutsideTheFolderCannotBeRead() {
        Relation.Scan scan =
                new Relation.Scan(
                        new dev.trawl.plan.TableName("a", "b", "c"),
                        List.of(new Field("content", Type.Simple.VARCHAR)));
        try (BufferAllocator allocator = allocators.forRequest("q")) {
            Evaluation evaluation =
                    new Evaluation(
                            scan,
                            List.of(),
                            s -> "(SELECT content FROM read_text('/etc/hostname'))",
                            folder,
                            allocator,
                            NOW.plusSeconds(60),
                            () -> false);
            assertThatThrownBy(() -> evaluator.evaluate(evaluation))
                    .isInstanceOf(TrawlException.class)
                    .hasMessage("the local evaluator failed with Permission Error")
                    .hasNoCause();
        }
    }

    private List<List<@Nullable Object>> evaluate(
            Relation plan,
            List<Field> fields,
            List<? extends List<? extends @Nullable Object>> rows)
            throws IOException {
        try (BufferAllocator allocator = allocators.forRequest("q")) {
            ArrowReader input = ArrowRows.reader(fields, rows, 2, allocator);
            try (ArrowReader answer =
                    evaluator.evaluate(
                            evaluation(plan, List.of(input), NOW.plusSeconds(60), allocator))) {
                return ArrowRows.toRows(answer);
            }
        }
    }

    private Evaluation evaluation(
            Relation plan, List<ArrowReader> inputs, Instant deadline, BufferAllocator allocator) {
        return Evaluation.of(plan, inputs, folder, allocator, deadline, () -> false);
    }

    private static void assertCode(
            ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).as(e.text()).isEqualTo(code));
    }

    private static final class BrokenReader extends ArrowReader {
        private final List<Field> fields;

        BrokenReader(List<Field> fields, BufferAllocator allocator) {
            super(allocator);
            this.fields = fields;
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            VectorSchemaRoot unused = getVectorSchemaRoot();
            assertThat(unused.getFieldVectors()).hasSize(fields.size());
            throw new TrawlException(ErrorCode.SOURCE_UNAVAILABLE, "the source went away");
        }

        @Override
        public long bytesRead() {
            return 0;
        }

        @Override
        protected void closeReadSource() {}

        @Override
        protected Schema readSchema() {
            return dev.trawl.arrow.ArrowTypes.schema(fields);
        }
    }
}
