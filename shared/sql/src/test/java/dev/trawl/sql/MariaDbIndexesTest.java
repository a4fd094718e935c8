package dev.trawl.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MariaDbIndexesTest {
    private static final Expr TEXT = new Expr.Column(0, Type.Simple.VARCHAR);
    private static final Expr AT = new Expr.Column(0, Type.Simple.TIMESTAMP_TZ);
    private static final String FOLDING = "utf8mb4_general_ci";

    private static Optional<String> implied(@Nullable String collation, Expr predicate) {
        return new MariaDbIndexes(_ -> new MariaDbIndexes.Column("h", collation))
                .implied(predicate);
    }

    private static Expr is(String text) {
        return Expr.Call.of(Function.EQ, TEXT, Literals.of(text));
    }

    private static Expr before(String instant) {
        return Expr.Call.of(
                Function.LT,
                AT,
                new Expr.Literal(Instant.parse(instant), Type.Simple.TIMESTAMP_TZ));
    }

    @Test
    void equalTextsAreEqualUnderEveryCollation() {
        assertThat(implied(FOLDING, is("a"))).hasValue("(h = 'a')");
        assertThat(implied(FOLDING, is("東\\"))).hasValue("(h = _utf8mb4 X'e69db15c')");
        assertThat(implied("utf8mb3_general_ci", is("東"))).isPresent();
    }

    @Test
    void charactersThatTheSetLacksAreNotAskedFor() {
        assertThat(implied("latin1_swedish_ci", is("ä"))).isEmpty();
        assertThat(implied("latin1_swedish_ci", is("what?"))).isEmpty();
        assertThat(implied("utf8mb3_general_ci", is("😀"))).isEmpty();
        assertThat(implied("swe7_bin", is("a"))).isEmpty();
    }

    @Test
    void anOrderIsNotAnotherCollations() {
        assertThat(implied(FOLDING, Expr.Call.of(Function.LT, TEXT, Literals.of("b")))).isEmpty();
    }

    @Test
    void whatIsNotTrueImpliesNothing() {
        assertThat(implied(FOLDING, Expr.Call.of(Function.NOT, is("a")))).isEmpty();
        assertThat(implied(FOLDING, Expr.Call.of(Function.NE, TEXT, Literals.of("a")))).isEmpty();
    }

    @Test
    void oneSideOfAndIsEnoughButNotOfOr() {
        Expr other = Expr.Call.of(Function.NE, TEXT, Literals.of("b"));
        assertThat(implied(FOLDING, Expr.Call.of(Function.AND, is("a"), other)))
                .hasValue("((h = 'a'))");
        assertThat(implied(FOLDING, Expr.Call.of(Function.OR, is("a"), other))).isEmpty();
        assertThat(implied(FOLDING, Expr.Call.of(Function.OR, is("a"), is("c"))))
                .hasValue("((h = 'a') OR (h = 'c'))");
    }

    @Test
    void prefixesEscapeTheirMarks() {
        Expr begins = Expr.Call.of(Function.STARTS_WITH, TEXT, Literals.of("a_|"));
        assertThat(implied(FOLDING, begins)).hasValue("(h LIKE 'a!_|%' ESCAPE '!')");
        assertThat(implied("utf8mb4_unicode_ci", begins)).isEmpty();
    }

    @Test
    void longListsAndInstantsThatAreNoTimestampsAreLeftOut() {
        List<Expr.Literal> many =
                IntStream.range(0, 1_000).mapToObj(i -> Literals.of("v" + i)).toList();
        assertThat(implied(FOLDING, new Expr.In(TEXT, many))).isEmpty();
        assertThat(implied(FOLDING, new Expr.In(TEXT, many.subList(0, 2))))
                .hasValue("(h IN ('v0', 'v1'))");
        assertThat(implied(null, before("2024-01-01T00:00:00Z"))).isPresent();
        assertThat(implied(null, before("2100-01-01T00:00:00Z"))).isEmpty();
    }
}
