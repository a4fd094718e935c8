package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.util.List;

/// Functions of dates and times; sessions are in UTC.
final class TimeSql {
    private static final long DAYS_MAX = 3_652_058;
    private static final long MONTHS_MAX = 119_987;
    private static final long MICROSECONDS_MAX = DAYS_MAX * 86_400_000_000L;

    private TimeSql() {}

    static String extract(Function function, String value, Dialect dialect) {
        String field =
                switch (function) {
                    case EXTRACT_DAY_OF_WEEK -> "dow";
                    case EXTRACT_DAY_OF_YEAR -> "doy";
                    default -> function.text().substring("extract_".length());
                };
        String text = "extract(%s FROM %s)".formatted(field, value);
        return switch (dialect) {
            case DUCKDB -> "CAST(%s AS BIGINT)".formatted(text);
            case POSTGRESQL ->
                    function == Function.EXTRACT_SECOND
                            ? "floor(%s)::bigint".formatted(text)
                            : text + "::bigint";
        };
    }

    static String truncate(List<String> a, Expr.Call call, Dialect dialect) {
        String value =
                dialect == Dialect.POSTGRESQL && call.type() == Type.Simple.DATE
                        ? "CAST(%s AS timestamp)".formatted(a.get(1))
                        : a.get(1);
        String unit = String.valueOf(((Expr.Literal) call.arguments().getFirst()).value());
        String text =
                "CAST(date_trunc('%s', %s) AS %s)"
                        .formatted(unit, value, TypeSql.name(call.type(), dialect));
        return dialect == Dialect.DUCKDB && unit.equals("week")
                ? "trawl_date(%s)".formatted(text)
                : text;
    }

    static String add(Expr.Call call, List<String> a) {
        String type = TypeSql.name(call.type(), Dialect.DUCKDB);
        String interval =
                switch (call.function()) {
                    case ADD_DAYS ->
                            "to_days(CAST(trawl_steps(%s, %d) AS INTEGER))"
                                    .formatted(a.get(1), DAYS_MAX);
                    case ADD_MONTHS ->
                            "to_months(CAST(trawl_steps(%s, %d) AS INTEGER))"
                                    .formatted(a.get(1), MONTHS_MAX);
                    default ->
                            "to_microseconds(trawl_steps(%s, %s))"
                                    .formatted(a.get(1), Literals.toText(MICROSECONDS_MAX));
                };
        return "trawl_date(CAST(%s + %s AS %s))".formatted(a.getFirst(), interval, type);
    }

    static String daysBetween(List<String> a, Dialect dialect) {
        return switch (dialect) {
            case DUCKDB -> "date_diff('day', %s, %s)".formatted(a.get(1), a.get(0));
            case POSTGRESQL -> "(%s - %s)::bigint".formatted(a.get(0), a.get(1));
        };
    }
}
