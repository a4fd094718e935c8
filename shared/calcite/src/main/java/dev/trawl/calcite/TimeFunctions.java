package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/// Parts of times, and distances between them.
final class TimeFunctions {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private TimeFunctions() {}

    /// A field of a point in time or, for hours and smaller, of a time of day.
    static Expr extracted(String field, Expr value) {
        return switch (field) {
            case "year", "years" -> of(Function.EXTRACT_YEAR, value);
            case "quarter", "quarters" -> of(Function.EXTRACT_QUARTER, value);
            case "month", "months" -> of(Function.EXTRACT_MONTH, value);
            case "week", "weeks" -> of(Function.EXTRACT_WEEK, value);
            case "day", "days" -> of(Function.EXTRACT_DAY, value);
            case "dow" -> of(Function.EXTRACT_DAY_OF_WEEK, value);
            case "doy" -> of(Function.EXTRACT_DAY_OF_YEAR, value);
            case "hour", "hours" -> of(Function.EXTRACT_HOUR, timed(value));
            case "minute", "minutes" -> of(Function.EXTRACT_MINUTE, timed(value));
            case "second", "seconds" -> of(Function.EXTRACT_SECOND, timed(value));
            case "isodow" -> sundayLast(of(Function.EXTRACT_DAY_OF_WEEK, value));
            case "isoyear" ->
                    of(
                            Function.EXTRACT_YEAR,
                            Expr.Call.of(
                                    Function.ADD_DAYS, truncated("week", value), Literals.of(3L)));
            case "decade" -> yearsBy(value, 0, 10);
            case "century" -> yearsBy(value, 99, 100);
            case "millennium" -> yearsBy(value, 999, 1_000);
            case "epoch" -> epoch(timed(value));
            default -> throw Errors.notSupported("extract(%s …)".formatted(field));
        };
    }

    private static Expr of(Function function, Expr value) {
        return Expr.Call.of(function, value);
    }

    private static Expr timed(Expr value) {
        return value.type() == Type.Simple.DATE ? Coercion.to(value, Type.Simple.TIMESTAMP) : value;
    }

    private static Expr sundayLast(Expr day) {
        return new Expr.Conditional(
                List.of(
                        new Expr.Branch(
                                Expr.Call.of(Function.EQ, day, Literals.of(0L)), Literals.of(7L))),
                day);
    }

    private static Expr yearsBy(Expr value, long plus, long by) {
        Expr year = of(Function.EXTRACT_YEAR, value);
        return divided(plus == 0 ? year : Expr.Call.of(Function.ADD, year, Literals.of(plus)), by);
    }

    /// Whole seconds since 1970, the fraction cut towards the past.
    private static Expr epoch(Expr value) {
        Expr start =
                value.type() == Type.Simple.TIMESTAMP_TZ
                        ? new Expr.Literal(java.time.Instant.EPOCH, Type.Simple.TIMESTAMP_TZ)
                        : new Expr.Literal(
                                LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC),
                                Type.Simple.TIMESTAMP);
        return divided(
                Expr.Call.of(Function.MICROSECONDS_BETWEEN, truncated("second", value), start),
                MICROS_PER_SECOND);
    }

    static Expr truncated(String unit, Expr value) {
        String singular = unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
        boolean isTimeOfDay = List.of("hour", "minute", "second", "millisecond").contains(singular);
        try {
            return Expr.Call.of(
                    Function.DATE_TRUNC, Literals.of(singular), isTimeOfDay ? timed(value) : value);
        } catch (IllegalArgumentException e) {
            throw Errors.notSupported("truncation to '%s'".formatted(unit));
        }
    }

    /// How many boundaries of the unit lie between; negative if `end` is before `start`.
    static Expr distance(String unit, Expr start, Expr end) {
        String singular = unit.endsWith("s") ? unit.substring(0, unit.length() - 1) : unit;
        return switch (singular) {
            case "year" -> minus(of(Function.EXTRACT_YEAR, end), of(Function.EXTRACT_YEAR, start));
            case "quarter" ->
                    minus(
                            steps(end, Function.EXTRACT_QUARTER, 4),
                            steps(start, Function.EXTRACT_QUARTER, 4));
            case "month" ->
                    minus(
                            steps(end, Function.EXTRACT_MONTH, 12),
                            steps(start, Function.EXTRACT_MONTH, 12));
            case "week" -> divided(days(truncated("week", start), truncated("week", end)), 7);
            case "day" -> days(start, end);
            case "hour" -> micros("hour", start, end, 3_600 * MICROS_PER_SECOND);
            case "minute" -> micros("minute", start, end, 60 * MICROS_PER_SECOND);
            case "second" -> micros("second", start, end, MICROS_PER_SECOND);
            case "millisecond" -> micros("millisecond", start, end, 1_000);
            case "microsecond" -> between(start, end);
            default -> throw Errors.notSupported("date_diff by '%s'".formatted(unit));
        };
    }

    private static Expr steps(Expr value, Function part, long perYear) {
        return Expr.Call.of(
                Function.ADD,
                Expr.Call.of(
                        Function.MULTIPLY, of(Function.EXTRACT_YEAR, value), Literals.of(perYear)),
                of(part, value));
    }

    private static Expr days(Expr start, Expr end) {
        return Expr.Call.of(
                Function.DAYS_BETWEEN,
                Coercion.to(end, Type.Simple.DATE),
                Coercion.to(start, Type.Simple.DATE));
    }

    private static Expr micros(String unit, Expr start, Expr end, long size) {
        return divided(between(truncated(unit, start), truncated(unit, end)), size);
    }

    private static Expr between(Expr start, Expr end) {
        Type type =
                start.type() == Type.Simple.TIMESTAMP_TZ || end.type() == Type.Simple.TIMESTAMP_TZ
                        ? Type.Simple.TIMESTAMP_TZ
                        : Type.Simple.TIMESTAMP;
        return Expr.Call.of(
                Function.MICROSECONDS_BETWEEN, Coercion.to(end, type), Coercion.to(start, type));
    }

    private static Expr minus(Expr a, Expr b) {
        return Expr.Call.of(Function.SUBTRACT, a, b);
    }

    private static Expr divided(Expr value, long by) {
        return Expr.Call.of(Function.DIVIDE, value, Literals.of(by));
    }
}
