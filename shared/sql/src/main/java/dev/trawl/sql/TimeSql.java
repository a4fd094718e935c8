package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.stream.Collectors;

/// Functions of dates and times, always in UTC.
final class TimeSql {
    private TimeSql() {}

    static String extract(Function function, String text, Type type, Dialect dialect) {
        String field =
                switch (function) {
                    case EXTRACT_DAY_OF_WEEK -> "dow";
                    case EXTRACT_DAY_OF_YEAR -> "doy";
                    default -> function.text().substring("extract_".length());
                };
        String call = "extract(%s FROM %s)".formatted(field, local(text, type, dialect));
        return switch (dialect) {
            // The field of a constant NULL would be a double.
            case DUCKDB -> "CAST(%s AS BIGINT)".formatted(call);
            case POSTGRESQL -> {
                String whole =
                        function == Function.EXTRACT_SECOND ? "floor(%s)".formatted(call) : call;
                yield ifFinite(List.of(text), type, "CAST(%s AS bigint)".formatted(whole));
            }
        };
    }

    /// PostgreSQL's infinite dates must not fail on rows that nobody may see.
    private static String ifFinite(List<String> operands, Type type, String value) {
        if (type == Type.Simple.TIME) {
            return value;
        }
        String condition =
                operands.stream()
                        .map("isfinite(%s)"::formatted)
                        .collect(Collectors.joining(" AND "));
        return "CASE WHEN %s THEN %s END".formatted(condition, value);
    }

    static String truncate(Expr.Call call, String text, Dialect dialect) {
        Type type = call.type();
        String unit = Literals.toText(unit(call));
        return cast(
                "date_trunc('%s', %s)".formatted(unit, asTimestamp(text, type, dialect)),
                type,
                dialect);
    }

    private static Object unit(Expr.Call call) {
        if (call.arguments().getFirst() instanceof Expr.Literal(Object value, _) && value != null) {
            return value;
        }
        throw new IllegalArgumentException("date_trunc has a constant unit");
    }

    /// In DuckDB; a result outside the years 1 to 9999 fails.
    static String add(Expr.Call call, List<String> a) {
        Type type = call.type();
        String sum =
                Let.in(
                        List.of(asTimestamp(a.getFirst(), type, Dialect.DUCKDB), a.getLast()),
                        v ->
                                "CASE WHEN %1$s IS NOT NULL THEN %1$s + %2$s END"
                                        .formatted(v.getFirst(), interval(call, v.getLast())));
        String bounded =
                Let.in(
                        sum,
                        v ->
                                ErrorSql.failWhen(
                                        "%1$s < TIMESTAMP '0001-01-01 00:00:00' OR %1$s >= TIMESTAMP '10000-01-01 00:00:00'"
                                                .formatted(v),
                                        SqlFailure.VALUE_OUT_OF_RANGE,
                                        v,
                                        Type.Simple.TIMESTAMP));
        return type == Type.Simple.TIMESTAMP ? bounded : cast(bounded, type, Dialect.DUCKDB);
    }

    private static String interval(Expr.Call call, String amount) {
        return switch (call.function()) {
            case ADD_DAYS -> "to_days(CAST(%s AS INTEGER))".formatted(amount);
            case ADD_MONTHS -> "to_months(CAST(%s AS INTEGER))".formatted(amount);
            default -> "to_microseconds(%s)".formatted(amount);
        };
    }

    static String daysBetween(List<String> a, Dialect dialect) {
        String days =
                ArithmeticSql.cast(
                        "(%s - %s)".formatted(a.getFirst(), a.getLast()),
                        Type.Simple.BIGINT,
                        dialect);
        return switch (dialect) {
            case DUCKDB -> days;
            case POSTGRESQL -> ifFinite(a, Type.Simple.DATE, days);
        };
    }

    private static String asTimestamp(String text, Type type, Dialect dialect) {
        return type == Type.Simple.DATE
                ? cast(text, Type.Simple.TIMESTAMP, dialect)
                : local(text, type, dialect);
    }

    /// An instant as the timestamp in UTC.
    static String local(String text, Type type, Dialect dialect) {
        if (type != Type.Simple.TIMESTAMP_TZ) {
            return text;
        }
        return switch (dialect) {
            case DUCKDB -> "make_timestamp(epoch_us(%s))".formatted(text);
            case POSTGRESQL -> "(%s AT TIME ZONE 'UTC')".formatted(text);
        };
    }

    private static String cast(String text, Type type, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> ArithmeticSql.cast(text, type, dialect);
            case POSTGRESQL ->
                    type == Type.Simple.TIMESTAMP_TZ
                            ? "(%s AT TIME ZONE 'UTC')".formatted(text)
                            : ArithmeticSql.cast(text, type, dialect);
        };
    }
}
