package dev.trawl.sql;

import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.plan.WindowCall;
import java.util.stream.Stream;

/// What a dialect evaluates with exactly Trawl's semantics once rendered. Where in doubt the answer
/// is no.
public final class Support {
    private Support() {}

    /// Whether the node itself, its expressions included, can be rendered; its inputs are not
    /// looked at, but for their column types.
    public static boolean supports(Relation node, Dialect dialect) {
        return switch (node) {
            case Relation.Scan _, Relation.Received _, Relation.Limit _, Relation.Sort _ -> true;
            case Relation.Values values ->
                    values.fields().stream().allMatch(f -> hasType(f.type(), dialect))
                            && values.rows().stream()
                                    .flatMap(r -> r.stream())
                                    .allMatch(l -> supports(l, dialect));
            case Relation.Filter filter -> supports(filter.predicate(), dialect);
            case Relation.Project project ->
                    project.columns().stream().allMatch(c -> supports(c.expr(), dialect));
            case Relation.Join join ->
                    supports(join.condition(), dialect)
                            && (join.kind() != Relation.Join.Kind.FULL
                                    || dialect == Dialect.DUCKDB
                                    || isEquiJoin(join));
            case Relation.Aggregate aggregate ->
                    aggregate.aggregations().stream().allMatch(a -> supports(a, dialect));
            case Relation.Window window ->
                    window.calls().stream().allMatch(c -> supportsCall(c, dialect));
            case Relation.Union union ->
                    union.fields().stream().allMatch(f -> hasType(f.type(), dialect));
            case Relation.Recursion _, Relation.Previous _ -> dialect == Dialect.DUCKDB;
        };
    }

    /// Whether the expression can be rendered.
    public static boolean supports(Expr expr, Dialect dialect) {
        return Expressions.children(expr).stream().allMatch(e -> supports(e, dialect))
                && switch (dialect) {
                    case DUCKDB -> DuckDbSupport.supportsHere(expr);
                    case POSTGRESQL -> PostgresSupport.supportsHere(expr);
                };
    }

    private static boolean supports(Aggregation aggregation, Dialect dialect) {
        Expr filter = aggregation.filter();
        return Stream.concat(
                                aggregation.arguments().stream(),
                                filter == null ? Stream.of() : Stream.of(filter))
                        .allMatch(e -> supports(e, dialect))
                && switch (dialect) {
                    case DUCKDB -> true;
                    case POSTGRESQL -> PostgresSupport.supportsHere(aggregation);
                };
    }

    private static boolean supportsCall(WindowCall call, Dialect dialect) {
        return call.arguments().stream().allMatch(a -> supports(a, dialect))
                && WindowSql.aggregation(call).map(a -> supports(a, dialect)).orElse(true)
                && (dialect == Dialect.DUCKDB || WindowSql.fitsPostgres(call));
    }

    private static boolean hasType(Type type, Dialect dialect) {
        return switch (type) {
            case Type.Simple _, Type.Decimal _ -> true;
            case Type.Array _, Type.Mapping _, Type.Row _ -> dialect == Dialect.DUCKDB;
        };
    }

    /// PostgreSQL's FULL JOIN takes nothing but equalities between its sides.
    private static boolean isEquiJoin(Relation.Join join) {
        int left = join.left().fields().size();
        return Expressions.conjuncts(join.condition()).stream()
                .allMatch(c ->
                        c instanceof Expr.Call call
                                && call.function() == dev.trawl.plan.Function.EQ
                                && meet(
                                        call.arguments().getFirst(),
                                        call.arguments().getLast(),
                                        left));
    }

    private static boolean meet(Expr a, Expr b, int left) {
        return isOf(a, 0, left) && isOf(b, left, Integer.MAX_VALUE)
                || isOf(b, 0, left) && isOf(a, left, Integer.MAX_VALUE);
    }

    private static boolean isOf(Expr expr, int from, int to) {
        return !Expressions.columns(expr).isEmpty()
                && Expressions.columns(expr).stream().allMatch(i -> i >= from && i < to);
    }
}
