package dev.trawl.source.kit;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Relation;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.SqlRenderer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rows of the kit's tables as queries.
public final class KitRows {
    private KitRows() {}

    /// A query of a dialect that gives the table's rows, in the types of its columns.
    public static String query(KitTable table, Dialect dialect) {
        List<List<Expr.Literal>> rows = new ArrayList<>();
        for (List<? extends @Nullable Object> row : table.rows()) {
            List<Expr.Literal> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(new Expr.Literal(row.get(i), table.columns().get(i).type()));
            }
            rows.add(values);
        }
        String values =
                SqlRenderer.render(
                        new Relation.Values(table.columns(), rows), dialect, Relation::toString);
        return table.columns().stream()
                .map(column -> Identifiers.quote(column.name()))
                .collect(
                        Collectors.joining(
                                ", ", "SELECT * FROM (%s) AS x(".formatted(values), ")"));
    }
}
