package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import java.util.List;

/// A row filter, compiled: a boolean expression over the columns that it reads, followed by one
/// column per use of an attribute.
///
/// @param columns of the table, as the filter reads them
/// @param attributes names of attributes, in the order of their columns
record CompiledFilter(
        FilterText text, List<Field> columns, List<String> attributes, Expr expression) {
    CompiledFilter {
        columns = List.copyOf(columns);
        attributes = List.copyOf(attributes);
    }

    /// Whether it means the same over these columns: each that it reads is there with its type, and
    /// no other could be meant by the same name.
    boolean fits(List<Field> table) {
        return columns.stream()
                .allMatch(c ->
                        table.contains(c)
                                && table.stream()
                                                .filter(f -> f.name().equalsIgnoreCase(c.name()))
                                                .count()
                                        == 1);
    }
}
