package dev.trawl.testkit.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Facts of the semantics, worked out by hand.
final class ReferenceEvaluatorTest {
    @Test
    void integersTruncateTowardsZeroAndOverflowFails() {
        assertThat(call(Function.DIVIDE, Literals.of(-7), Literals.of(2))).isEqualTo(-3L);
        assertThat(call(Function.MODULO, Literals.of(-7), Literals.of(2))).isEqualTo(-1L);
        assertThat(call(Function.MODULO, Literals.of(Integer.MIN_VALUE), Literals.of(-1)))
                .isEqualTo(0L);
        fails(
                ErrorCode.VALUE_OUT_OF_RANGE,
                Expr.Call.of(Function.ADD, Literals.of(Integer.MAX_VALUE), Literals.of(1)));
        fails(
                ErrorCode.DIVISION_BY_ZERO,
                Expr.Call.of(Function.DIVIDE, Literals.of(1), Literals.of(0)));
    }

    @Test
    void nullDividedByZeroIsNull() {
        assertThat(call(Function.DIVIDE, Literals.ofNull(Type.Simple.INTEGER), Literals.of(0)))
                .isNull();
    }

    @Test
    void decimalsRoundHalfAwayFromZero() {
        assertThat(call(Function.DIVIDE, decimal("-2.00"), decimal("3.00")))
                .isEqualTo(new BigDecimal("-0.66666667"));
        assertThat(call(Function.ROUND, decimal("-2.50"))).isEqualTo(new BigDecimal("-3"));
    }

    @Test
    void notANumberIsEqualToItselfAndGreatest() {
        Expr nan = new Expr.Literal(Double.NaN, Type.Simple.DOUBLE);
        Expr infinity = new Expr.Literal(Double.POSITIVE_INFINITY, Type.Simple.DOUBLE);
        assertThat(call(Function.EQ, nan, nan)).isEqualTo(true);
        assertThat(call(Function.GT, nan, infinity)).isEqualTo(true);
        assertThat(
                        call(
                                Function.EQ,
                                new Expr.Literal(-0.0, Type.Simple.DOUBLE),
                                new Expr.Literal(0.0, Type.Simple.DOUBLE)))
                .isEqualTo(true);
    }

    @Test
    void textIsOrderedByCodePoint() {
        assertThat(call(Function.LT, Literals.of("Z"), Literals.of("a"))).isEqualTo(true);
        assertThat(call(Function.LT, Literals.of("\uFFFD"), Literals.of("😀"))).isEqualTo(true);
    }

    @Test
    void aSubstringCountsWhatLiesBeforeTheText() {
        assertThat(
                        call(
                                Function.SUBSTRING,
                                Literals.of("abcdef"),
                                Literals.of(-1L),
                                Literals.of(4L)))
                .isEqualTo("ab");
        fails(
                ErrorCode.INVALID_ARGUMENT,
                Expr.Call.of(
                        Function.SUBSTRING, Literals.of("a"), Literals.of(1L), Literals.of(-1L)));
    }

    @Test
    void likeHasNoEscapeUnlessGiven() {
        assertThat(call(Function.LIKE, Literals.of("a\\b"), Literals.of("a\\_"))).isEqualTo(true);
        assertThat(call(Function.LIKE, Literals.of("a_b"), Literals.of("a#_b"), Literals.of("#")))
                .isEqualTo(true);
    }

    @Test
    void monthsEndOnTheirLastDay() {
        assertThat(
                        call(
                                Function.ADD_MONTHS,
                                Literals.of(LocalDate.parse("2024-01-31")),
                                Literals.of(1L)))
                .isEqualTo(LocalDate.parse("2024-02-29"));
        fails(
                ErrorCode.VALUE_OUT_OF_RANGE,
                Expr.Call.of(
                        Function.ADD_DAYS,
                        Literals.of(LocalDate.parse("9999-12-31")),
                        Literals.of(1L)));
    }

    @Test
    void connectivesHaveThreeValues() {
        Expr unknown = Literals.ofNull(Type.Simple.BOOLEAN);
        assertThat(call(Function.AND, unknown, Literals.of(false))).isEqualTo(false);
        assertThat(call(Function.AND, unknown, Literals.of(true))).isNull();
        assertThat(call(Function.OR, unknown, Literals.of(true))).isEqualTo(true);
    }

    @Test
    void tryCastGivesNullForItsOwnFailureOnly() {
        Expr.Cast.OnFailure toNull = Expr.Cast.OnFailure.NULL;
        assertThat(value(new Expr.Cast(Literals.of("x"), Type.Simple.INTEGER, toNull))).isNull();
        fails(ErrorCode.INVALID_CAST, Expr.Cast.strict(Literals.of("x"), Type.Simple.INTEGER));
        fails(
                ErrorCode.DIVISION_BY_ZERO,
                new Expr.Cast(
                        Expr.Call.of(Function.DIVIDE, Literals.of(1), Literals.of(0)),
                        Type.Simple.TINYINT,
                        toNull));
    }

    private static Expr decimal(String text) {
        return Literals.of(new BigDecimal(text), new Type.Decimal(5, 2));
    }

    private static @Nullable Object call(Function function, Expr... arguments) {
        return value(Expr.Call.of(function, arguments));
    }

    private static @Nullable Object value(Expr expr) {
        return ReferenceEvaluator.value(expr, List.of());
    }

    private static void fails(ErrorCode code, Expr expr) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> value(expr))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
