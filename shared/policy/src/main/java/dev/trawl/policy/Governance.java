package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the rules that match make of one table: rows, columns, masks, and that in words.
///
/// Expressions are over the table's columns in catalog order.
final class Governance {
    private final CatalogTable table;
    private final List<Field> fields;
    private final Principal principal;
    private final Filters filters;
    private final boolean showsUnclassified;
    private final List<Admission> admissions = new ArrayList<>();
    private final List<Expr> mandatory = new ArrayList<>();
    private final List<MaskSource> masks = new ArrayList<>();
    private final List<Rule> hiding = new ArrayList<>();
    private final List<Decision.Effect> effects = new ArrayList<>();
    private final Limits limits;

    private Governance(CatalogTable table, PolicyRequest request, Filters filters) {
        this.table = table;
        this.fields = table.columns().stream().map(c -> new Field(c.name(), c.type())).toList();
        this.principal = request.principal();
        this.filters = filters;
        this.showsUnclassified = request.action() == Action.SCAN;
        this.limits = new Limits(table);
    }

    static Governance of(
            CatalogTable table, PolicyRequest request, List<RuleMatch> matches, Filters filters) {
        Governance governance = new Governance(table, request, filters);
        matches.forEach(governance::add);
        return governance;
    }

    private void add(RuleMatch match) {
        Rule rule = match.rule();
        addMandatory(match);
        if (match.allows() || match.restricts()) {
            limit(rule);
        }
        if (match.hides()) {
            hiding.add(rule);
        }
        if (match.allows()) {
            Expr filter = rule.rowFilter() == null ? null : bind(rule.rowFilter());
            admissions.add(new Admission(rule, filter));
            if (rule.rowFilter() != null) {
                tell(rule, Decision.Effect.Kind.ROW_FILTER, "rows where " + rule.rowFilter().sql());
            }
            rule.masks().forEach(m -> masks.add(new MaskSource(rule, m, filter)));
        }
        if (match.restricts()) {
            Expr when = restriction(match);
            rule.masks().forEach(m -> masks.add(new MaskSource(rule, m, when)));
        }
    }

    /// The fleet's own scans give statistics, which have limits of their own.
    private void limit(Rule rule) {
        if (showsUnclassified) {
            return;
        }
        limits.add(rule);
        AggregateRule aggregates = rule.aggregateOnly();
        if (aggregates != null) {
            tell(rule, Decision.Effect.Kind.LIMIT, aggregates.describe());
        }
        if (rule.rowsMax() != null) {
            tell(
                    rule,
                    Decision.Effect.Kind.LIMIT,
                    "an answer has at most %d rows".formatted(rule.rowsMax()));
        }
    }

    @Nullable Long rowsMax() {
        return limits.rowsMax();
    }

    /// Rows for which a restricting rule's masks hold: all that its filter does not clearly leave
    /// out.
    private @Nullable Expr restriction(RuleMatch match) {
        FilterText filter = match.rule().rowFilter();
        if (filter == null || match.kind() == RuleMatch.Kind.UNKNOWN) {
            return null;
        }
        return compiled(filter).map(Logic::isNotFalse).orElse(null);
    }

    private void addMandatory(RuleMatch match) {
        FilterText filter = match.rule().mandatoryFilter();
        if (filter == null || match.kind() == RuleMatch.Kind.NOT_MATCHED) {
            return;
        }
        mandatory.add(match.kind() == RuleMatch.Kind.UNKNOWN ? Literals.of(false) : bind(filter));
        tell(match.rule(), Decision.Effect.Kind.ROW_FILTER, "only rows where " + filter.sql());
    }

    /// The filter, or one that admits no rows if it cannot be had for this principal and table.
    private Expr bind(FilterText text) {
        return compiled(text).orElse(Literals.of(false));
    }

    private Optional<Expr> compiled(FilterText text) {
        try {
            return AttributeBinding.bind(filters.compile(text, fields), principal, fields);
        } catch (TrawlException _) {
            return Optional.empty();
        }
    }

    GrantedRelation relation() {
        if (limits.cannotBeHeld()) {
            mandatory.add(Literals.of(false));
        }
        @Nullable Expr rows = Logic.rowFilter(admissions, mandatory);
        List<CatalogColumn> visible = new ArrayList<>();
        List<List<MaskCase>> cases = new ArrayList<>();
        for (CatalogColumn column : table.columns()) {
            List<Admission> showing =
                    admissions.stream().filter(a -> shows(a.rule(), column)).toList();
            if (showing.isEmpty() || hiding.stream().anyMatch(r -> r.shown().matches(column))) {
                continue;
            }
            visible.add(column);
            cases.add(ColumnMasks.of(column, masks, admissions, showing, this::tellMask));
        }
        int hidden = table.columns().size() - visible.size();
        if (hidden > 0) {
            effects.add(
                    new Decision.Effect(
                            "default",
                            Decision.Effect.Kind.HIDE,
                            null,
                            "some columns are not shown"));
        }
        return narrowed(visible, cases, rows);
    }

    List<Decision.Effect> effects() {
        return List.copyOf(effects);
    }

    private boolean shows(Rule rule, CatalogColumn column) {
        return rule.shown().matches(column)
                && (column.isClassified() || showsUnclassified || rule.shown().names(column));
    }

    /// The relation over no more columns than it needs.
    private GrantedRelation narrowed(
            List<CatalogColumn> visible, List<List<MaskCase>> cases, @Nullable Expr rows) {
        SortedSet<Integer> needed = new TreeSet<>(limits.units());
        visible.forEach(column -> needed.add(table.columns().indexOf(column)));
        cases.stream()
                .flatMap(List::stream)
                .forEach(c -> {
                    if (c.when() != null) {
                        needed.addAll(Expressions.columns(c.when()));
                    }
                });
        if (rows != null) {
            needed.addAll(Expressions.columns(rows));
        }
        List<Integer> inputs = List.copyOf(needed);
        List<GrantedColumn> columns = new ArrayList<>();
        for (int i = 0; i < visible.size(); i++) {
            CatalogColumn column = visible.get(i);
            List<MaskCase> moved =
                    cases.get(i).stream()
                            .map(c ->
                                    c.when() == null
                                            ? c
                                            : new MaskCase(move(c.when(), inputs), c.mask()))
                            .toList();
            columns.add(
                    new GrantedColumn(
                            column.name(), inputs.indexOf(table.columns().indexOf(column)), moved));
        }
        return new GrantedRelation(
                table.name(),
                inputs.stream().map(fields::get).toList(),
                columns,
                rows == null ? null : move(rows, inputs),
                limits.aggregateOnly(inputs, visible));
    }

    private Expr move(Expr expr, List<Integer> inputs) {
        return Expressions.substitute(
                expr, i -> new Expr.Column(inputs.indexOf(i), fields.get(i).type()));
    }

    private void tell(Rule rule, Decision.Effect.Kind kind, String text) {
        effects.add(new Decision.Effect(rule.id(), kind, null, text));
    }

    private void tellMask(MaskSource source, CatalogColumn column, String text) {
        effects.add(
                new Decision.Effect(
                        source.rule().id(), Decision.Effect.Kind.MASK, column.name(), text));
    }

    /// A rule that allows, and the rows that it admits; absent for all rows.
    record Admission(Rule rule, @Nullable Expr filter) {}

    /// A mask that a rule asks for in the rows where `when` is true; absent for all rows.
    record MaskSource(Rule rule, MaskRule mask, @Nullable Expr when) {}
}
