package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Columns whose values lie far apart, so that only Bloom filters tell which are there.
class BloomFiltersTest {
    private static final Type.Decimal MONEY = new Type.Decimal(12, 2);
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("big", Type.Simple.BIGINT),
                    new Field("small", Type.Simple.INTEGER),
                    new Field("word", Type.Simple.VARCHAR),
                    new Field("day", Type.Simple.DATE),
                    new Field("price", MONEY),
                    new Field("payload", Type.Simple.VARCHAR));
    private static final int VALUES = 400;

    private final CountingStore store = CountingStore.of(new InMemoryObjectStore("data"));
    private @TempDir Path scratch;

    @BeforeEach
    void writeFile() {
        store.put(
                "t/part.parquet",
                ParquetFiles.of(
                        "SELECT (i %% %1$d) * 7 AS big, CAST(i %% %1$d * 7 AS INTEGER) AS small, repeat('word', 9) || i %% %1$d * 7 AS word,"
                                        .formatted(VALUES)
                                + " DATE '2001-01-01' + CAST(i %% %1$d * 7 AS INTEGER) AS day, CAST(i %% %1$d * 7 AS DECIMAL(12,2)) AS price,"
                                        .formatted(VALUES)
                                + " repeat(md5(CAST(i AS VARCHAR)), 3) AS payload FROM range(8000) AS r(i)",
                        "COMPRESSION uncompressed"),
                "application/octet-stream");
    }

    @Test
    void everyValueThatIsThereIsFound() {
        for (int n = 0; n < VALUES; n += 53) {
            for (int column = 0; column < 5; column++) {
                assertThat(rows(column, List.of(literal(column, n * 7)))).hasSize(20);
            }
        }
    }

    @Test
    void valuesBetweenBoundsThatAreNotThereNeedNoPages() {
        rows(0, List.of(literal(0, 7)));
        long pages = store.bytes().getAndSet(0);
        int fetched = 0;
        for (int column = 0; column < 5; column++) {
            for (int n = 1; n < 100; n += 33) {
                List<Expr.Literal> missing = List.of(literal(column, n * 7 + 3));
                assertThat(rows(column, missing)).isEmpty();
                fetched += store.bytes().getAndSet(0) > pages / 3 ? 1 : 0;
            }
        }
        assertThat(fetched).isLessThan(4);
    }

    @Test
    void listsOfManyValuesAreLookedUpToo() {
        List<Expr.Literal> missing =
                IntStream.range(1, 300).mapToObj(n -> literal(0, n * 7 + 3)).toList();
        List<Expr.Literal> mixed =
                IntStream.range(0, 300).mapToObj(n -> literal(2, n + 1)).toList();

        assertThat(rows(0, missing)).isEmpty();
        assertThat(rows(2, mixed)).hasSize(42 * 20);
    }

    private List<List<@Nullable Object>> rows(int column, List<Expr.Literal> values) {
        Reading reading =
                new Reading(
                        new ObjectsSource(
                                store,
                                new ObjectsSettings(
                                        100,
                                        1 << 20,
                                        1 << 30,
                                        1 << 30,
                                        1 << 30,
                                        1 << 20,
                                        3,
                                        CacheSettings.NONE),
                                ParquetFixture.evaluator()),
                        COLUMNS,
                        Map.of("prefix", "t/", "format", "parquet"),
                        scratch);
        Field field = COLUMNS.get(column);
        Expr operand = new Expr.Column(0, field.type());
        return reading.rows(
                new Relation.Filter(
                        reading.scan(field.name(), "payload"),
                        values.size() == 1
                                ? Expr.Call.of(Function.EQ, operand, values.getFirst())
                                : new Expr.In(operand, values)));
    }

    private static Expr.Literal literal(int column, int n) {
        return switch (column) {
            case 0 -> Literals.of((long) n);
            case 1 -> Literals.of(n);
            case 2 -> Literals.of("word".repeat(9) + n);
            case 3 -> Literals.of(LocalDate.of(2001, 1, 1).plusDays(n));
            default -> Literals.of(BigDecimal.valueOf(n).setScale(2), MONEY);
        };
    }
}
