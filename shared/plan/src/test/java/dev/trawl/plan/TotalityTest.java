package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TotalityTest {
    private static final Expr N = new Expr.Column(0, Type.Simple.INTEGER);
    private static final Expr D = new Expr.Column(1, new Type.Decimal(12, 2));
    private static final Expr WIDE = new Expr.Column(2, new Type.Decimal(38, 2));
    private static final Expr S = new Expr.Column(3, Type.Simple.VARCHAR);
    private static final Expr DAY = new Expr.Column(4, Type.Simple.DATE);

    @Test
    void comparisonsAndLogicAreTotal() {
        assertTotal(Expr.Call.of(Function.LT, N, Literals.of(5)));
        assertTotal(
                Expr.Call.of(
                        Function.AND,
                        Expr.Call.of(Function.IS_NULL, S),
                        new Expr.In(S, List.of(Literals.of("a")))));
    }

    @Test
    void decimalArithmeticIsTotalWhereItsTypeHasRoom() {
        assertTotal(Expr.Call.of(Function.ADD, D, D));
        assertTotal(Expr.Call.of(Function.MULTIPLY, D, D));
        assertFallible(Expr.Call.of(Function.ADD, WIDE, WIDE));
        assertFallible(Expr.Call.of(Function.MULTIPLY, WIDE, D));
    }

    @Test
    void integerArithmeticCanOverflow() {
        assertFallible(Expr.Call.of(Function.ADD, N, N));
        assertFallible(Expr.Call.of(Function.NEGATE, N));
        assertFallible(Expr.Call.of(Function.DIVIDE, N, Literals.of(2)));
    }

    @Test
    void aStrictCastThatCanFailIsNotTotalButTryCastIs() {
        assertFallible(Expr.Cast.strict(S, Type.Simple.INTEGER));
        assertTotal(new Expr.Cast(S, Type.Simple.INTEGER, Expr.Cast.OnFailure.NULL));
        assertTotal(Expr.Cast.strict(N, Type.Simple.BIGINT));
        assertTotal(Expr.Cast.strict(N, new Type.Decimal(10, 0)));
        assertFallible(Expr.Cast.strict(N, new Type.Decimal(9, 0)));
        assertFallible(Expr.Cast.strict(D, new Type.Decimal(11, 1)), "12 digits may become 13");
    }

    @Test
    void truncatedDatesStayInRange() {
        assertTotal(Expr.Call.of(Function.DATE_TRUNC, Literals.of("week"), DAY));
        assertFallible(Expr.Call.of(Function.ADD_DAYS, DAY, Literals.of(1L)));
    }

    @Test
    void partsDecideForTheWhole() {
        Expr quotient = Expr.Call.of(Function.DIVIDE, N, N);
        assertFallible(Expr.Call.of(Function.EQ, quotient, N));
        assertFallible(
                new Expr.Conditional(
                        List.of(new Expr.Branch(Expr.Call.of(Function.NE, N, N), quotient)), N));
    }

    @Test
    void negativeLengthsAreNotTotal() {
        assertTotal(Expr.Call.of(Function.SUBSTRING, S, Literals.of(1L), Literals.of(2L)));
        assertFallible(Expr.Call.of(Function.SUBSTRING, S, Literals.of(1L), Literals.of(-1L)));
    }

    private static void assertTotal(Expr expr) {
        assertThat(Totality.isTotal(expr)).as("%s", expr).isTrue();
    }

    private static void assertFallible(Expr expr) {
        assertFallible(expr, "");
    }

    private static void assertFallible(Expr expr, String why) {
        assertThat(Totality.isTotal(expr)).as("%s %s", expr, why).isFalse();
    }
}
