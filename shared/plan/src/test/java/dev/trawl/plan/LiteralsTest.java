package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LiteralsTest {
    @Test
    void everyValueIsReadBackFromItsText() {
        Map<Type, List<Object>> values =
                Map.of(
                        Type.Simple.BOOLEAN,
                        List.of(true, false),
                        Type.Simple.BIGINT,
                        List.of(Long.MIN_VALUE, 0L),
                        Type.Simple.REAL,
                        List.of(Float.MIN_VALUE, Float.NaN),
                        Type.Simple.DOUBLE,
                        List.of(-0.0, Double.NEGATIVE_INFINITY, 1e308),
                        new Type.Decimal(38, 38),
                        List.of(new BigDecimal("0." + "9".repeat(38))),
                        Type.Simple.VARCHAR,
                        List.of("", "a\0😀"),
                        Type.Simple.VARBINARY,
                        List.of(Bytes.fromHex("00ff")),
                        Type.Simple.DATE,
                        List.of(LocalDate.parse("0001-01-01")),
                        Type.Simple.TIME,
                        List.of(LocalTime.parse("23:59:59.999999")),
                        Type.Simple.TIMESTAMP_TZ,
                        List.of(Instant.parse("9999-12-31T23:59:59.999999Z")));
        values.forEach((type, list) ->
                list.forEach(value ->
                        assertThat(Literals.fromText(Literals.toText(value), type).value())
                                .isEqualTo(value)));
    }

    @Test
    void aDecimalTakesTheScaleOfItsType() {
        Type.Decimal type = new Type.Decimal(4, 2);
        assertThat(Literals.of(new BigDecimal("1.5"), type).value())
                .isEqualTo(new BigDecimal("1.50"));
        assertThat(Literals.of(new BigDecimal("0e99"), new Type.Decimal(2, 2)).value())
                .isEqualTo(new BigDecimal("0.00"));
        assertThat(Literals.of(new BigDecimal("99"), type).value())
                .isEqualTo(new BigDecimal("99.00"));
    }

    @Test
    void aDecimalWithMoreDigitsThanItsTypeIsRefused() {
        Type.Decimal type = new Type.Decimal(4, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Literals.of(new BigDecimal("100"), type))
                .withMessage("a BigDecimal is no value of type decimal(4,2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Literals.of(new BigDecimal("0.001"), type))
                .withMessage("a BigDecimal is no value of type decimal(4,2)");
    }

    @Test
    void aDecimalWithAHugeExponentIsRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Literals.fromText("1e999999999", new Type.Decimal(38, 0)))
                .withMessage("not a constant of type decimal(38,0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Literals.fromText("1".repeat(1_000_000), new Type.Decimal(38, 0)))
                .withMessage("not a constant of type decimal(38,0)");
    }

    @Test
    void valuesOutsideTheirTypeAreRefusedWithoutNamingThem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Expr.Literal(128L, Type.Simple.TINYINT))
                .withMessage("a Long is no value of type tinyint");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Literals.of(LocalDate.parse("0000-12-31")))
                .withMessage("a LocalDate is no value of type date");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Expr.Literal(LocalTime.ofNanoOfDay(1), Type.Simple.TIME))
                .withMessage("a LocalTime is no value of type time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Literals.of("\uD800"))
                .withMessage("a String is no value of type varchar");
    }
}
