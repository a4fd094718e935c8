package dev.trawl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Decimals;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.TypeSql;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DataFilesTest {
    static List<List<String>> types() {
        return Csv.lines("type-map.csv");
    }

    @ParameterizedTest
    @MethodSource("types")
    void typesHaveTheNamesAndValuesOfTheTypeMap(List<String> line) {
        Type type = TypeParser.parse(line.getFirst());
        assertThat(TypeSql.name(type, Dialect.DUCKDB)).isEqualTo(line.get(2));
        assertThat(TypeSql.name(type, Dialect.POSTGRESQL)).isEqualTo(line.get(3));
        assertThat(EdgeValues.of(type).stream().filter(Objects::nonNull))
                .isNotEmpty()
                .allSatisfy(v -> assertThat(v.getClass().getSimpleName()).isEqualTo(line.get(1)));
    }

    @Test
    void theTypeMapHasEveryScalarType() {
        List<String> named = types().stream().map(List::getFirst).toList();
        assertThat(named)
                .containsAll(Stream.of(Type.Simple.values()).map(Type::text).toList())
                .anyMatch(t -> t.startsWith("decimal("));
    }

    static List<List<String>> formulas() {
        return Csv.lines("decimal-formulas.csv");
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void decimalResultsHaveTheDigitsOfTheStandard(List<String> line) {
        Type.Decimal a = decimal(line.get(1), line.get(2));
        Type.Decimal b = line.get(3).isEmpty() ? a : decimal(line.get(3), line.get(4));
        Type.Decimal result =
                switch (line.getFirst()) {
                    case "add", "subtract" -> Decimals.add(a, b);
                    case "multiply" -> Decimals.multiply(a, b);
                    case "divide" -> Decimals.divide(a, b);
                    case "modulo" -> Decimals.modulo(a, b);
                    case "sum" -> Decimals.sum(a);
                    case "average" -> Decimals.average(a);
                    default -> Decimals.common(a, b);
                };
        assertThat(result).isEqualTo(decimal(line.get(5), line.get(6)));
    }

    private static Type.Decimal decimal(String precision, String scale) {
        return new Type.Decimal(Integer.parseInt(precision), Integer.parseInt(scale));
    }
}
