package dev.trawl.source.govern;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Totality;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The secured form of one governed table: base columns, the rows that the grant shows, masks.
///
/// @param base the raw columns that anything here needs
/// @param rowFilter over the base columns; cannot fail on any row
/// @param channels over the base columns, per row that passed
/// @param columns how the channels carry the scan's fields, in their order
record GovernedScan(
        Relation.Scan base,
        @Nullable Expr rowFilter,
        List<NamedExpr> channels,
        List<Carried> columns) {
    GovernedScan {
        channels = List.copyOf(channels);
        columns = List.copyOf(columns);
    }

    /// @param scan was checked against the grant
    static GovernedScan of(Relation.Scan scan, GrantedRelation granted, CatalogTable table) {
        List<GrantedColumn> wanted =
                scan.fields().stream().map(f -> column(granted, f.name())).toList();
        SortedSet<Integer> inputs = new TreeSet<>();
        wanted.forEach(c -> inputs.addAll(ColumnMasks.inputs(c)));
        Expr rowFilter = granted.rowFilter();
        if (rowFilter != null) {
            inputs.addAll(Expressions.columns(rowFilter));
        }
        List<Integer> kept = List.copyOf(inputs);
        IntFunction<Expr> remap =
                i -> new Expr.Column(kept.indexOf(i), granted.inputs().get(i).type());
        Relation.Scan base =
                new Relation.Scan(
                        granted.table(),
                        kept.stream().map(i -> checked(granted.inputs().get(i), table)).toList());
        List<NamedExpr> channels = new ArrayList<>();
        List<Carried> columns =
                wanted.stream()
                        .map(c -> new ColumnMasks(c, remap))
                        .map(masks -> masks.addTo(channels))
                        .toList();
        return new GovernedScan(
                base,
                rowFilter == null ? null : total(Expressions.substitute(rowFilter, remap)),
                channels,
                columns);
    }

    /// The base rows that the grant shows.
    Relation filtered() {
        return filter(base);
    }

    /// The row filter over `input`, which has the base columns.
    Relation filter(Relation input) {
        return rowFilter == null ? input : new Relation.Filter(input, rowFilter);
    }

    /// The channels over `input`, which has the base columns.
    Relation project(Relation input) {
        return new Relation.Project(input, channels);
    }

    private static GrantedColumn column(GrantedRelation granted, String name) {
        return granted.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no granted column " + name));
    }

    private static Field checked(Field input, CatalogTable table) {
        CatalogColumn column = table.column(input.name()).orElseThrow(() -> unknown(input, table));
        if (!column.type().equals(input.type())) {
            throw unknown(input, table);
        }
        return input;
    }

    private static Expr total(Expr rowFilter) {
        if (!Totality.isTotal(rowFilter)) {
            throw new TrawlException(
                    ErrorCode.GRANT_INVALID,
                    "a row filter can fail on some rows; the policy must write it with expressions"
                            + " that cannot, such as try_cast");
        }
        return rowFilter;
    }

    private static TrawlException unknown(Field input, CatalogTable table) {
        return new TrawlException(
                ErrorCode.GRANT_INVALID,
                "the grant reads a column of %s that its catalog does not have as %s"
                        .formatted(table.name(), input.type().text()));
    }
}
