package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What {@link DuckDbCapabilities#computesOnlyPassedRows} promises, on values that are few and lie
/// in dictionaries with those of rows that a filter hides.
class PassedRowsTest {
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("shown", Type.Simple.BOOLEAN),
                    new Field("word", Type.Simple.VARCHAR),
                    new Field("part", Type.Simple.BIGINT),
                    new Field("large", Type.Simple.BIGINT));
    private static final Expr.Column WORD = new Expr.Column(1, Type.Simple.VARCHAR);
    private static final Expr.Column PART = new Expr.Column(2, Type.Simple.BIGINT);
    private static final Expr.Column LARGE = new Expr.Column(3, Type.Simple.BIGINT);

    private final InMemoryObjectStore store = new InMemoryObjectStore("data");
    private @TempDir Path scratch;

    static Stream<Expr> failing() {
        Expr ten = Literals.of(10L);
        return Stream.of(
                Expr.Call.of(Function.DIVIDE, ten, PART),
                Expr.Call.of(Function.MODULO, ten, PART),
                Expr.Call.of(Function.ADD, LARGE, ten),
                Expr.Call.of(Function.MULTIPLY, LARGE, LARGE),
                Expr.Call.of(
                        Function.DIVIDE,
                        ten,
                        new Expr.Cast(WORD, Type.Simple.BIGINT, Expr.Cast.OnFailure.ERROR)),
                new Expr.Cast(WORD, Type.Simple.BIGINT, Expr.Cast.OnFailure.ERROR));
    }

    @BeforeEach
    void writeFile() {
        store.put(
                "t/part.parquet",
                ParquetFiles.of(
                        "SELECT i % 100 > 0 AS shown, CASE WHEN i % 100 > 0 THEN CAST(i % 7 + 1 AS VARCHAR) ELSE 'none' END AS word,"
                                + " CASE WHEN i % 100 > 0 THEN i % 5 + 1 ELSE 0 END AS part,"
                                + " CASE WHEN i % 100 > 0 THEN i % 9 ELSE 9223372036854775807 END AS large"
                                + " FROM range(20000) AS r(i)",
                        "ROW_GROUP_SIZE 4096"),
                "application/octet-stream");
    }

    @ParameterizedTest
    @MethodSource("failing")
    void whatCanFailIsNotComputedForRowsThatAreHidden(Expr expr) {
        Reading reading =
                new Reading(
                        new ObjectsSource(
                                store, ObjectsSettings.DEFAULT, ParquetFixture.evaluator()),
                        COLUMNS,
                        Map.of("prefix", "t/", "format", "parquet"),
                        scratch);
        Relation shown =
                new Relation.Filter(
                        reading.scan("shown", "word", "part", "large"),
                        new Expr.Column(0, Type.Simple.BOOLEAN));
        Relation values = new Relation.Project(shown, List.of(new NamedExpr("v", expr)));
        Aggregation sum =
                new Aggregation(
                        "s",
                        AggregateFunction.COUNT,
                        List.of(new Expr.Column(0, expr.type())),
                        Aggregation.Quantifier.ALL,
                        null);

        assertThat(reading.rows(values)).hasSize(19_800);
        assertThat(reading.rows(new Relation.Aggregate(values, List.of(), List.of(sum))))
                .containsExactly(List.of(19_800L));
        assertThat(reading.rows(new Relation.Aggregate(values, List.of(0), List.of(sum))))
                .hasSizeBetween(2, 17);
    }
}
