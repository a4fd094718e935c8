package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;

/// Aggregates as SQL text.
final class AggregateSql {
    private AggregateSql() {}

    static String render(Aggregation aggregation, ExprSql expressions, Dialect dialect) {
        Expr filter = aggregation.filter();
        String suffix =
                filter == null ? "" : " FILTER (WHERE %s)".formatted(expressions.render(filter));
        String distinct =
                aggregation.quantifier() == Aggregation.Quantifier.DISTINCT ? "DISTINCT " : "";
        if (aggregation.arguments().isEmpty()) {
            return "count(*)" + suffix;
        }
        Expr argument = aggregation.arguments().getFirst();
        String text = distinct + expressions.render(argument);
        return switch (aggregation.function()) {
            case COUNT_ALL, COUNT -> "count(%s)%s".formatted(text, suffix);
            case SUM -> cast("sum(%s)%s".formatted(text, suffix), aggregation.type(), dialect);
            case AVG -> average(aggregation, argument.type(), text, suffix, dialect);
            case MIN -> extreme("min", argument.type(), text, suffix, dialect);
            case MAX -> extreme("max", argument.type(), text, suffix, dialect);
            case BOOL_AND -> "bool_and(%s)%s".formatted(text, suffix);
            case BOOL_OR -> "bool_or(%s)%s".formatted(text, suffix);
        };
    }

    private static String average(
            Aggregation aggregation, Type from, String text, String suffix, Dialect dialect) {
        if (from instanceof Type.Decimal argument
                && aggregation.type() instanceof Type.Decimal result) {
            return ArithmeticSql.decimalAverage(
                    "sum(%s)%s".formatted(text, suffix),
                    "count(%s)%s".formatted(text, suffix),
                    argument,
                    result);
        }
        return cast("avg(%s)%s".formatted(text, suffix), aggregation.type(), dialect);
    }

    private static String extreme(
            String function, Type type, String text, String suffix, Dialect dialect) {
        String call =
                type == Type.Simple.VARCHAR && dialect == Dialect.POSTGRESQL
                        ? "%s(%s COLLATE \"C\")".formatted(function, text)
                        : "%s(%s)".formatted(function, text);
        return call + suffix;
    }

    private static String cast(String text, Type type, Dialect dialect) {
        return "CAST(%s AS %s)".formatted(text, TypeSql.name(type, dialect));
    }
}
