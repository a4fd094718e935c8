package dev.trawl.calcite;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/// Calcite's constants as Trawl's.
final class Constants {
    private Constants() {}

    static Expr.Literal of(RexLiteral literal) {
        if (literal.isNull()) {
            return Literals.ofNull(Types.fromCalcite(literal.getType()));
        }
        return switch (literal.getType().getSqlTypeName()) {
            case BOOLEAN -> Literals.of(value(literal, Boolean.class));
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    new Expr.Literal(
                            value(literal, BigDecimal.class).longValueExact(),
                            Types.fromCalcite(literal.getType()));
            case DECIMAL -> decimal(value(literal, BigDecimal.class));
            case REAL ->
                    new Expr.Literal(value(literal, Double.class).floatValue(), Type.Simple.REAL);
            case FLOAT, DOUBLE ->
                    new Expr.Literal(value(literal, Double.class), Type.Simple.DOUBLE);
            case CHAR, VARCHAR -> text(value(literal, String.class));
            case BINARY, VARBINARY ->
                    new Expr.Literal(
                            Bytes.copyOf(value(literal, ByteString.class).getBytes()),
                            Type.Simple.VARBINARY);
            case DATE ->
                    new Expr.Literal(
                            LocalDate.parse(value(literal, DateString.class).toString()),
                            Type.Simple.DATE);
            case TIME ->
                    new Expr.Literal(
                            LocalTime.parse(value(literal, TimeString.class).toString()),
                            Type.Simple.TIME);
            case TIMESTAMP ->
                    new Expr.Literal(
                            LocalDateTime.parse(
                                    value(literal, TimestampString.class)
                                            .toString()
                                            .replace(' ', 'T')),
                            Type.Simple.TIMESTAMP);
            case UUID -> new Expr.Literal(value(literal, UUID.class), Type.Simple.UUID);
            default ->
                    throw Errors.notSupported(
                            "a constant of type " + literal.getType().getSqlTypeName().getName());
        };
    }

    private static Expr.Literal text(String text) {
        try {
            return Literals.of(text);
        } catch (IllegalArgumentException e) {
            throw new TrawlException(
                    ErrorCode.SYNTAX_ERROR,
                    "a text constant holds NUL or half of a surrogate pair",
                    e);
        }
    }

    /// A number with as many digits as it is written with; a whole one is an integer if it fits.
    static Expr.Literal decimal(BigDecimal number) {
        BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
        int precision = Math.max(plain.precision(), plain.scale());
        if (precision > Type.Decimal.PRECISION_MAX) {
            throw Errors.notSupported(
                    "a number of more than %d digits".formatted(Type.Decimal.PRECISION_MAX));
        }
        return new Expr.Literal(plain, new Type.Decimal(Math.max(1, precision), plain.scale()));
    }

    private static <T> T value(RexLiteral literal, Class<T> type) {
        T value = literal.getValueAs(type);
        if (value == null) {
            throw new IllegalStateException("a constant that is not NULL has a value");
        }
        return value;
    }
}
