package dev.trawl.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class StageSafetyTest {
    private static final List<Type> TYPES =
            List.of(
                    Type.Simple.BOOLEAN,
                    Type.Simple.TINYINT,
                    Type.Simple.INTEGER,
                    Type.Simple.BIGINT,
                    Type.Simple.REAL,
                    Type.Simple.DOUBLE,
                    new Type.Decimal(12, 2),
                    new Type.Decimal(38, 10),
                    Type.Simple.VARCHAR,
                    Type.Simple.VARBINARY,
                    Type.Simple.DATE,
                    Type.Simple.TIME,
                    Type.Simple.TIMESTAMP,
                    Type.Simple.TIMESTAMP_TZ,
                    Type.Simple.UUID,
                    Type.Simple.JSON);

    @Test
    void theTableOfTotalFunctionsIsWhatTheCodeSays() throws IOException {
        Set<String> lines = new LinkedHashSet<>();
        lines.add("function,arguments,duckdb,postgresql");
        for (Function function : Function.values()) {
            for (List<Expr> arguments : arguments()) {
                call(function, arguments).ifPresent(call -> lines.add(line(call)));
            }
        }
        try (InputStream in = StageSafety.class.getResourceAsStream("total-functions.csv")) {
            assertThat(in).isNotNull();
            assertThat(String.join("\n", lines) + "\n")
                    .isEqualTo(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void nothingThatCanFailIsSafe() {
        Expr.Column n = new Expr.Column(0, Type.Simple.INTEGER);
        Expr division = Expr.Call.of(Function.DIVIDE, n, n);
        assertThat(Support.supports(division, Dialect.POSTGRESQL)).isTrue();
        assertThat(StageSafety.isTotal(division, Dialect.POSTGRESQL)).isFalse();
        assertThat(StageSafety.isTotal(division, Dialect.DUCKDB)).isFalse();
    }

    private static Optional<Expr> call(Function function, List<Expr> arguments) {
        try {
            return Optional.of(Expr.Call.of(function, arguments));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String line(Expr expr) {
        Expr.Call call = (Expr.Call) expr;
        String arguments =
                call.arguments().stream()
                        .map(a ->
                                a instanceof Expr.Literal l
                                        ? l.type().text() + " constant"
                                        : a.type().text().replace(',', ' '))
                        .collect(Collectors.joining(";"));
        return "%s,%s,%s,%s"
                .formatted(
                        call.function().text(),
                        arguments,
                        word(call, Dialect.DUCKDB),
                        word(call, Dialect.POSTGRESQL));
    }

    private static String word(Expr call, Dialect dialect) {
        if (!Support.supports(call, dialect)) {
            return "not evaluated";
        }
        assertThat(StageSafety.isTotal(call, dialect)).isEqualTo(Totality.isTotal(call));
        return StageSafety.isTotal(call, dialect) ? "total" : "can fail";
    }

    private static List<List<Expr>> arguments() {
        List<List<Expr>> lists = new ArrayList<>();
        Expr.Literal one = Literals.of(1L);
        Expr.Literal text = Literals.of("a");
        for (Type type : TYPES) {
            Expr column = new Expr.Column(0, type);
            Expr bigint = new Expr.Column(1, Type.Simple.BIGINT);
            lists.add(List.of(column));
            lists.add(List.of(column, column));
            lists.add(List.of(column, bigint));
            lists.add(List.of(column, one));
            lists.add(List.of(column, one, one));
            lists.add(List.of(column, bigint, bigint));
            lists.add(List.of(column, Literals.of(1)));
            lists.add(List.of(column, text));
            lists.add(List.of(column, text, text));
            lists.add(List.of(column, column, column));
            lists.add(List.of(Literals.of("month"), column));
        }
        return lists;
    }
}
