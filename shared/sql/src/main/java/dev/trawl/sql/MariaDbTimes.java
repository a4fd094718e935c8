package dev.trawl.sql;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;

/// Functions of dates and times of MariaDB, whose sessions are in UTC.
final class MariaDbTimes {
    private MariaDbTimes() {}

    static String truncate(Expr.Call call, String text) {
        return MariaDbTypes.cast(
                switch (unit(call)) {
                    case "year" -> format(text, "%Y-01-01");
                    case "quarter" ->
                            "concat(%s, elt(quarter(%s), '01', '04', '07', '10'), '-01')"
                                    .formatted(format(text, "%Y-"), text);
                    case "month" -> format(text, "%Y-%m-01");
                    case "week" ->
                            "(CAST(%1$s AS DATE) - INTERVAL weekday(%1$s) DAY)".formatted(text);
                    case "day" -> "CAST(%s AS DATE)".formatted(text);
                    case "hour" -> format(text, "%Y-%m-%d %H:00:00");
                    case "minute" -> format(text, "%Y-%m-%d %H:%i:00");
                    case "second" -> format(text, "%Y-%m-%d %H:%i:%s");
                    case "millisecond" ->
                            "(%1$s - INTERVAL (microsecond(%1$s) %% 1000) MICROSECOND)"
                                    .formatted(text);
                    default -> throw new IllegalArgumentException("a unit of date_trunc");
                },
                call.type());
    }

    private static String format(String text, String pattern) {
        return "date_format(" + text + ", '" + pattern + "')";
    }

    private static String unit(Expr.Call call) {
        if (call.arguments().getFirst() instanceof Expr.Literal(Object value, _) && value != null) {
            return Literals.toText(value);
        }
        throw new IllegalArgumentException("date_trunc has a constant unit");
    }
}
