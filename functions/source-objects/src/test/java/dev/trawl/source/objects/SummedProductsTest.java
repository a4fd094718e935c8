package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummedProductsTest {
    private static final Type.Decimal MONEY = new Type.Decimal(15, 2);
    private static final List<Field> COLUMNS =
            List.of(new Field("price", MONEY), new Field("discount", MONEY));

    private @TempDir Path scratch;

    @Test
    void sumsOfProductsAreExactWhateverTheFilesHold() {
        String small =
                "SELECT CAST(i * 0.37 - 100 AS DECIMAL(15,2)) AS price,"
                        + " CAST(CASE WHEN i % 7 = 0 THEN NULL ELSE i % 11 * 0.01 END AS DECIMAL(15,2)) AS discount"
                        + " FROM range(5000) AS r(i)";
        String nulls =
                "SELECT CAST(NULL AS DECIMAL(15,2)) AS price, CAST(NULL AS DECIMAL(15,2)) AS discount";
        String large =
                "SELECT CAST('-9999999999999.99' AS DECIMAL(15,2)) AS price,"
                        + " CAST('9999999999999.99' AS DECIMAL(15,2)) AS discount";
        BigDecimal sum = expected();

        assertThat(sum(small)).isEqualTo(sum);
        assertThat(sum(small, nulls)).isEqualTo(sum);
        assertThat(sum(small, nulls, large))
                .isEqualTo(
                        sum.add(
                                new BigDecimal("-9999999999999.99")
                                        .multiply(
                                                BigDecimal.ONE.subtract(
                                                        new BigDecimal("9999999999999.99")))));
    }

    private static BigDecimal expected() {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < 5_000; i++) {
            if (i % 7 != 0) {
                BigDecimal price = BigDecimal.valueOf(37L * i - 10_000, 2);
                sum = sum.add(price.multiply(BigDecimal.valueOf(100 - i % 11, 2)));
            }
        }
        return sum;
    }

    private Object sum(String... files) {
        InMemoryObjectStore store = new InMemoryObjectStore("data");
        for (int i = 0; i < files.length; i++) {
            store.put(
                    "t/%d.parquet".formatted(i),
                    ParquetFiles.of(files[i], "ROW_GROUP_SIZE 2048"),
                    "application/octet-stream");
        }
        Reading reading =
                new Reading(
                        new ObjectsSource(
                                store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()),
                        COLUMNS,
                        Map.of("prefix", "t/", "format", "parquet"),
                        scratch);
        return Objects.requireNonNull(
                reading.rows(plan(reading.scan("price", "discount"))).getFirst().getFirst());
    }

    private static Relation plan(Relation scan) {
        Expr one = new Expr.Literal(BigDecimal.ONE, new Type.Decimal(1, 0));
        Expr product =
                Expr.Call.of(
                        Function.MULTIPLY,
                        Expressions.column(scan, 0),
                        Expr.Call.of(Function.SUBTRACT, one, Expressions.column(scan, 1)));
        Relation project = new Relation.Project(scan, List.of(new NamedExpr("p", product)));
        return new Relation.Aggregate(
                project,
                List.of(),
                List.of(
                        new Aggregation(
                                "s",
                                AggregateFunction.SUM,
                                List.of(Expressions.column(project, 0)),
                                Aggregation.Quantifier.ALL,
                                null)));
    }
}
