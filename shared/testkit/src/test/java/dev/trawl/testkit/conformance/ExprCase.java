package dev.trawl.testkit.conformance;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Type;
import java.util.List;
import java.util.function.Function;

/// An expression over columns of the given types, to be tried with their edge values.
///
/// @param make the expression, given its columns or constants in their place
record ExprCase(String name, List<Type> columns, Function<List<Expr>, Expr> make) {
    ExprCase {
        columns = List.copyOf(columns);
    }

    static ExprCase call(dev.trawl.plan.Function function, Type... types) {
        return new ExprCase(
                function.text(), List.of(types), columns -> Expr.Call.of(function, columns));
    }

    @Override
    public String toString() {
        return name + columns.stream().map(Type::text).toList();
    }
}
