package dev.trawl.protocol;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a grant shows of one table.
///
/// @param inputs columns of the table, by catalog name and raw type, that anything below needs;
///   expressions here refer to them by index
/// @param columns the visible columns
/// @param rowFilter rows for which it is true are visible; absent for all rows
/// @param aggregateOnly that only figures over groups of rows are shown; absent where rows are
/// @param allowances of rows and bytes, all of which hold; none for any number
public record GrantedRelation(
        TableName table,
        List<Field> inputs,
        List<GrantedColumn> columns,
        @Nullable Expr rowFilter,
        @Nullable AggregateOnly aggregateOnly,
        List<Allowance> allowances) {
    public GrantedRelation(
            TableName table,
            List<Field> inputs,
            List<GrantedColumn> columns,
            @Nullable Expr rowFilter) {
        this(table, inputs, columns, rowFilter, null);
    }

    public GrantedRelation(
            TableName table,
            List<Field> inputs,
            List<GrantedColumn> columns,
            @Nullable Expr rowFilter,
            @Nullable AggregateOnly aggregateOnly) {
        this(table, inputs, columns, rowFilter, aggregateOnly, List.of());
    }

    public GrantedRelation {
        inputs = List.copyOf(inputs);
        columns = List.copyOf(columns);
        allowances = List.copyOf(allowances);
        Set<String> names = new HashSet<>();
        for (GrantedColumn column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException(
                        "a grant shows column '%s' twice".formatted(column.name()));
            }
            check(column, inputs);
        }
        if (rowFilter != null) {
            if (rowFilter.type() != Type.Simple.BOOLEAN) {
                throw new IllegalArgumentException("a row filter is boolean");
            }
            Expressions.checkColumns(rowFilter, inputs);
        }
        if (aggregateOnly != null) {
            check(aggregateOnly, inputs, names);
        }
    }

    private static void check(AggregateOnly rule, List<Field> inputs, Set<String> names) {
        for (int unit : rule.units()) {
            if (unit < 0 || unit >= inputs.size() || !inputs.get(unit).type().isOrdered()) {
                throw new IllegalArgumentException(
                        "no input %d that can be counted".formatted(unit));
            }
        }
        if (!names.containsAll(rule.dimensions())) {
            throw new IllegalArgumentException("a dimension is a visible column");
        }
    }

    /// The relation as the principal sees it: names and governed types.
    public List<Field> governedFields() {
        return columns.stream()
                .map(c -> new Field(c.name(), c.governedType(inputs.get(c.input()).type())))
                .toList();
    }

    /// The same, with these allowances.
    public GrantedRelation within(List<Allowance> others) {
        return new GrantedRelation(table, inputs, columns, rowFilter, aggregateOnly, others);
    }

    /// Whether the principal may not learn how many rows the table has.
    public boolean hidesRows() {
        return rowFilter != null || aggregateOnly != null;
    }

    private static void check(GrantedColumn column, List<Field> inputs) {
        if (column.input() < 0 || column.input() >= inputs.size()) {
            throw new IllegalArgumentException(
                    "column '%s' has no input %d".formatted(column.name(), column.input()));
        }
        Type raw = inputs.get(column.input()).type();
        if (!Casts.exists(raw, column.governedType(raw))
                || !column.masks().stream().allMatch(m -> Mask.fits(m.mask(), raw))) {
            throw new IllegalArgumentException(
                    "a %s cannot be masked that way".formatted(raw.text()));
        }
        for (MaskCase mask : column.masks()) {
            if (mask.when() != null) {
                Expressions.checkColumns(mask.when(), inputs);
            }
        }
    }
}
