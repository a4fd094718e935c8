package dev.trawl.query.split;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.Optional;

/// Which expressions are as good as the column below them where they are compared for equality.
final class JoinKeys {
    private JoinKeys() {}

    /// The column that the expression is, perhaps with conversions that keep every exact number
    /// what it is.
    static Optional<Expr.Column> column(Expr expr) {
        return switch (expr) {
            case Expr.Column column -> Optional.of(column);
            case Expr.Cast cast when isExact(cast.operand().type(), cast.type()) ->
                    column(cast.operand());
            case Expr.Cast _, Expr.Literal _, Expr.Call _, Expr.Conditional _, Expr.In _ ->
                    Optional.empty();
        };
    }

    /// Whether equal values of the two types can be told without converting columns.
    static boolean match(Type a, Type b) {
        return isExactNumber(a) && isExactNumber(b) || a.equals(b) && isKey(a);
    }

    static boolean isExactNumber(Type type) {
        return type.isInteger() || type instanceof Type.Decimal;
    }

    private static boolean isKey(Type type) {
        return type.isPointInTime() || type == Type.Simple.VARCHAR || type == Type.Simple.UUID;
    }

    private static boolean isExact(Type from, Type to) {
        return isExactNumber(from)
                && isExactNumber(to)
                && Casts.isTotal(from, to)
                && scale(from) <= scale(to);
    }

    private static int scale(Type type) {
        return type instanceof Type.Decimal d ? d.scale() : 0;
    }
}
