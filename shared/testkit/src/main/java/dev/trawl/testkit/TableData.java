package dev.trawl.testkit;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table in memory. Rows hold the values of {@link dev.trawl.plan.Literals}, null for NULL.
public record TableData(String name, List<Field> fields, List<List<@Nullable Object>> rows) {
    /// Written out, as a compact one would lose that values may be null.
    public TableData(String name, List<Field> fields, List<List<@Nullable Object>> rows) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.rows = List.copyOf(rows);
    }

    public Relation.Scan scan() {
        return new Relation.Scan(new TableName("test", "public", name), fields);
    }

    /// The rows as constants, which also checks their types.
    public Relation.Values values() {
        List<List<Expr.Literal>> literals = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            List<Expr.Literal> list = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                list.add(new Expr.Literal(row.get(i), fields.get(i).type()));
            }
            literals.add(list);
        }
        return new Relation.Values(fields, literals);
    }
}
