package dev.trawl.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a dialect does not evaluate is listed, so that a change shows.
final class RefusalsTest {
    @ParameterizedTest
    @EnumSource
    void whatADialectRefusesIsListed(Dialect dialect) throws IOException {
        List<String> refused =
                Stream.of(
                                ExprCases.comparisons(),
                                ExprCases.logic(),
                                ExprCases.arithmetic(),
                                ExprCases.transcendental(),
                                ExprCases.text(),
                                ExprCases.time(),
                                ExprCases.casts())
                        .flatMap(List::stream)
                        .filter(c -> !Support.supports(expr(c), dialect))
                        .map(ExprCase::toString)
                        .toList();
        assertThat(String.join("\n", refused) + "\n").isEqualTo(listed(dialect));
    }

    private static Expr expr(ExprCase exprCase) {
        List<Expr> columns = new ArrayList<>();
        exprCase.columns().forEach(t -> columns.add(new Expr.Column(columns.size(), t)));
        return exprCase.make().apply(columns);
    }

    private static String listed(Dialect dialect) throws IOException {
        try (InputStream in =
                RefusalsTest.class.getResourceAsStream("refused-" + dialect + ".txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
