package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {
    private static final Type.Decimal MONEY = new Type.Decimal(12, 2);
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("id", Type.Simple.BIGINT),
                    new Field("small", Type.Simple.INTEGER),
                    new Field("price", MONEY),
                    new Field("rate", Type.Simple.DOUBLE),
                    new Field("name", Type.Simple.VARCHAR),
                    new Field("day", Type.Simple.DATE),
                    new Field("at", Type.Simple.TIMESTAMP),
                    new Field("month", Type.Simple.VARCHAR));
    private static final String[] ALL = COLUMNS.stream().map(Field::name).toArray(String[]::new);
    private static final Map<String, String> MAPPING =
            Map.of("prefix", "t/", "format", "parquet", "partitions", "month:varchar");

    private final CountingStore store = CountingStore.of(new InMemoryObjectStore("data"));
    private @TempDir Path scratch;

    @BeforeEach
    void threeMonthsOfThreeRowGroups() {
        for (int month = 1; month <= 3; month++) {
            String sql =
                    ("SELECT %d * 100000 + i AS id, CAST(CASE WHEN i %% 5 = 0 THEN NULL ELSE i END AS INTEGER) AS small,"
                                    + " CAST(i * 0.37 - 100 AS DECIMAL(12,2)) AS price,"
                                    + " CASE WHEN i %% 977 = 0 THEN 'nan'::DOUBLE ELSE i / 7 END AS rate,"
                                    + " 'name ' || (i // 100) || chr(CAST(225 + i %% 20 AS INTEGER)) AS name,"
                                    + " DATE '2001-0%d-01' + CAST(i // 300 AS INTEGER) AS day,"
                                    + " TIMESTAMP '2001-0%d-01 00:00:00' + to_seconds(i * 60) AS at"
                                    + " FROM range(6000) AS r(i)")
                            .formatted(month, month, month);
            store.put(
                    "t/month=2001-0%d/part.parquet".formatted(month),
                    ParquetFiles.of(sql, "ROW_GROUP_SIZE 2048, COMPRESSION zstd"),
                    "application/octet-stream");
        }
    }

    @Test
    void partitionThatTheFilterExcludesIsNotTouched() {
        Relation filter = filter(scan("id", "month"), "month", Function.EQ, Literals.of("2001-02"));

        assertThat(reading().rows(filter)).hasSize(6_000);
        assertThat(store.tails()).hasValue(1);
    }

    @Test
    void rowGroupsThatTheFilterExcludesAreNotFetched() {
        assertThat(frugal().rows(filter(scan("id"), "id", Function.GE, Literals.of(0L))))
                .hasSize(18_000);
        long all = store.bytes().getAndSet(0);
        assertThat(frugal().rows(filter(scan("id"), "id", Function.LT, Literals.of(100_010L))))
                .hasSize(10);
        assertThat(store.bytes().get()).isPositive().isLessThan(all / 6);
    }

    @Test
    void columnsThatAreNotAskedForAreNotFetched() {
        frugal().rows(scan(ALL));
        long all = store.bytes().getAndSet(0);
        frugal().rows(scan("small"));

        assertThat(store.bytes().get()).isPositive().isLessThan(all / 3);
    }

    @Test
    void partitionsAloneAreCountedFromFooters() {
        assertThat(reading().rows(scan("month"))).hasSize(18_000);
        assertThat(store.bytes()).hasValue(0);
    }

    @Test
    void numbersThatAreNotNumbersAreAboveEveryBound() {
        Relation nan = filter(scan("rate"), "rate", Function.GT, number(1e300));

        assertThat(reading().rows(nan)).hasSize(21).containsOnly(List.of(Double.NaN));
    }

    @Test
    void pruningNeverChangesTheRows() {
        Random random = new Random(20_011);
        List<List<@Nullable Object>> all = reading().rows(scan(ALL));
        assertThat(all).hasSize(18_000);
        for (int round = 0; round < 30; round++) {
            Expr predicate = predicate(random, 2);
            Relation.Scan scan = scan(ALL);
            List<List<@Nullable Object>> pruned =
                    reading().rows(new Relation.Filter(scan, predicate));
            // Above a limit nothing is known of the rows, so nothing is left out.
            List<List<@Nullable Object>> whole =
                    reading()
                            .rows(
                                    new Relation.Filter(
                                            new Relation.Limit(scan, 0, Relation.Limit.ALL),
                                            predicate));
            assertThat(pruned).as("round %d: %s", round, predicate).hasSameSizeAs(whole);
            assertThat(new HashSet<>(pruned)).isEqualTo(new HashSet<>(whole));
        }
    }

    @Test
    void filesOfAGroupAtATimeGiveTheSameRows() throws IOException {
        ObjectsSettings small =
                new ObjectsSettings(
                        100, 1 << 20, 1 << 30, 40_000, 1 << 30, 5_000, 3, CacheSettings.NONE);
        Reading inGroups =
                new Reading(
                        new ObjectsSource(store, small, ParquetFixture.evaluator()),
                        COLUMNS,
                        MAPPING,
                        scratch);
        Relation join =
                new Relation.Join(
                        filter(scan("id", "month"), "id", Function.LT, Literals.of(200_000L)),
                        scan("id"),
                        Relation.Join.Kind.INNER,
                        Expr.Call.of(
                                Function.EQ,
                                new Expr.Column(0, Type.Simple.BIGINT),
                                new Expr.Column(2, Type.Simple.BIGINT)));

        assertThat(inGroups.rows(join)).hasSize(6_000);
        assertThat(new HashSet<>(inGroups.rows(scan(ALL))))
                .hasSize(18_000)
                .isEqualTo(new HashSet<>(reading().rows(scan(ALL))));
        try (Stream<Path> files = Files.walk(scratch)) {
            assertThat(files.filter(Files::isRegularFile))
                    .allMatch(f -> f.toString().contains("/chunks-"));
        }
    }

    @Test
    void splitsByRowGroupsAreTheTable() {
        SourceAnswer.Splits splits = reading().splits(scan("id"), 9);

        assertThat(splits.splits()).hasSize(9);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        splits.splits().forEach(s -> rows.addAll(reading().rows(scan("id"), s.token())));
        assertThat(rows).hasSize(18_000).doesNotHaveDuplicates();
    }

    @Test
    void splitsLeaveOutWhatTheFilterExcludes() {
        Relation filter = filter(scan("id", "month"), "month", Function.EQ, Literals.of("2001-02"));

        assertThat(reading().splits(filter, 9).splits()).hasSizeBetween(1, 3);
    }

    private Expr predicate(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return Expr.Call.of(
                    random.nextBoolean() ? Function.AND : Function.OR,
                    predicate(random, depth - 1),
                    predicate(random, depth - 1));
        }
        int column = random.nextInt(COLUMNS.size());
        Expr.Column operand = new Expr.Column(column, COLUMNS.get(column).type());
        Expr.Literal literal = literal(random, column);
        return switch (random.nextInt(9)) {
            case 0 -> Expr.Call.of(Function.IS_NULL, operand);
            case 1 -> Expr.Call.of(Function.IS_NOT_NULL, operand);
            case 2 ->
                    new Expr.In(
                            operand,
                            Stream.generate(() -> literal(random, column))
                                    .limit(random.nextBoolean() ? 2 : 300)
                                    .toList());
            case 3 -> Expr.Call.of(Function.NE, operand, literal);
            case 4 -> Expr.Call.of(Function.EQ, literal, operand);
            case 5 -> Expr.Call.of(Function.LT, literal, operand);
            case 6 -> Expr.Call.of(Function.LE, operand, literal);
            case 7 -> Expr.Call.of(Function.GE, operand, literal);
            default -> Expr.Call.of(Function.NOT, Expr.Call.of(Function.GT, operand, literal));
        };
    }

    private static Expr.Literal literal(Random random, int column) {
        long i = random.nextLong(6_200) - 100;
        return switch (column) {
            case 0 -> Literals.of(100_000L * (1 + random.nextInt(3)) + i);
            case 1 -> Literals.of((int) i);
            case 2 -> Literals.of(new BigDecimal(i).movePointLeft(1).setScale(2), MONEY);
            case 3 ->
                    number(
                            switch (random.nextInt(10)) {
                                case 0 -> Double.NaN;
                                case 1 -> -0.0;
                                default -> i / 7.0;
                            });
            case 4 -> Literals.of("name %d%c".formatted(i / 100, 225 + random.nextInt(20)));
            case 5 -> Literals.of(LocalDate.of(2001, 1 + random.nextInt(3), 1).plusDays(i / 300));
            case 6 ->
                    new Expr.Literal(
                            LocalDateTime.of(2001, 1 + random.nextInt(3), 1, 0, 0).plusMinutes(i),
                            Type.Simple.TIMESTAMP);
            default -> Literals.of("2001-0" + random.nextInt(5));
        };
    }

    private static Expr.Literal number(double value) {
        return new Expr.Literal(value, Type.Simple.DOUBLE);
    }

    private Relation.Scan scan(String... names) {
        return reading().scan(names);
    }

    private static Relation filter(
            Relation.Scan scan, String column, Function function, Expr.Literal literal) {
        int index = scan.fields().stream().map(Field::name).toList().indexOf(column);
        return new Relation.Filter(
                scan,
                Expr.Call.of(
                        function,
                        new Expr.Column(index, scan.fields().get(index).type()),
                        literal));
    }

    /// Reads nothing but what it must: requests are too small to go over gaps.
    private Reading frugal() {
        return new Reading(
                new ObjectsSource(
                        store,
                        new ObjectsSettings(
                                100,
                                1 << 20,
                                1 << 30,
                                1 << 30,
                                1 << 30,
                                1_000,
                                3,
                                CacheSettings.NONE),
                        ParquetFixture.evaluator()),
                COLUMNS,
                MAPPING,
                scratch);
    }

    private Reading reading() {
        return new Reading(
                new ObjectsSource(store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()),
                COLUMNS,
                MAPPING,
                scratch);
    }
}
