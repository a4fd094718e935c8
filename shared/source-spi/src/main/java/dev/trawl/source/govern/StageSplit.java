package dev.trawl.source.govern;

import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Grant;
import dev.trawl.source.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Cuts a checked fragment into what the source's engine evaluates and what is left (DESIGN 3a).
///
/// Every scan becomes its secured form first. The source then takes the largest parts above it that
/// it is capable of, that read no column whose mask is computed here, and whose predicates cannot
/// fail: nothing that a user wrote can then tell, by failing, of a row that a filter hides.
public final class StageSplit {
    private final Grant grant;
    private final Function<TableName, CatalogTable> tables;
    private final PushdownRules rules;
    private final List<Leaf> leaves = new ArrayList<>();

    private StageSplit(
            Grant grant, Function<TableName, CatalogTable> tables, Capabilities capabilities) {
        this.grant = grant;
        this.tables = tables;
        this.rules = new PushdownRules(capabilities);
    }

    /// @param fragment passed {@link FragmentCheck}
    /// @param tables of the grant's catalog
    /// @param capabilities of the source; of none if only columns are to be read
    public static StagedPlan split(
            Relation fragment,
            Grant grant,
            Function<TableName, CatalogTable> tables,
            Capabilities capabilities) {
        StageSplit split = new StageSplit(grant, tables, capabilities);
        Relation rest = split.cut(split.lower(fragment));
        return new StagedPlan(split.leaves, rest);
    }

    /// A part of the fragment: wholly the source's, or over leaves that were cut.
    private sealed interface Part {
        record Inside(Pushed pushed) implements Part {}

        record Outside(Relation relation) implements Part {}
    }

    private Part lower(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> lower(scan);
            case Relation.Values values ->
                    rules.takes(values)
                            ? new Part.Inside(Pushed.clear(values, values, false))
                            : new Part.Outside(values);
            case Relation.Filter filter -> lower(filter);
            case Relation.Limit(Relation.Sort sort, long offset, long count) ->
                    lowerTop(sort, offset, count);
            case Relation.Project project -> lowerOver(project, in -> rules.project(in, project));
            case Relation.Aggregate aggregate ->
                    lowerOver(aggregate, in -> rules.aggregate(in, aggregate));
            case Relation.Sort sort -> lowerOver(sort, in -> rules.sort(in, sort));
            case Relation.Limit limit -> lowerOver(limit, in -> rules.limit(in, limit));
            case Relation.Window window ->
                    new Part.Outside(
                            Relations.withInputs(window, List.of(cut(lower(window.input())))));
            case Relation.Join join -> lower(join);
            case Relation.Union union -> lower(union);
            case Relation.Received _, Relation.Recursion _, Relation.Previous _ ->
                    throw new IllegalArgumentException("the fragment was not checked");
        };
    }

    private Part lower(Relation.Scan scan) {
        GovernedScan governed =
                GovernedScan.of(
                        scan,
                        grant.relation(scan.table()).orElseThrow(),
                        tables.apply(scan.table()));
        Relation filtered = governed.filtered();
        boolean filters = governed.rowFilter() == null || rules.takes(filtered);
        Relation inside = filters ? filtered : governed.base();
        if (filters && rules.takes(governed.project(inside))) {
            return new Part.Inside(
                    new Pushed(scan, governed.project(inside), governed.columns(), false));
        }
        Relation received = new Relation.Received(0, inside.fields());
        Relation finish = governed.project(filters ? received : governed.filter(received));
        return new Part.Outside(cut(new Leaf(scan, inside, finish, governed.columns())));
    }

    private Part lower(Relation.Filter filter) {
        Part input = lower(filter.input());
        if (!(input instanceof Part.Inside(Pushed in)) || in.isFallible()) {
            return new Part.Outside(new Relation.Filter(cut(input), filter.predicate()));
        }
        List<Expr> kept = new ArrayList<>();
        List<Expr> known = new ArrayList<>();
        List<Expr> taken = new ArrayList<>();
        for (Expr conjunct : Expressions.conjuncts(filter.predicate())) {
            Optional<Expr> inside =
                    in.inside(conjunct).filter(e -> rules.takesPredicate(in.relation(), e));
            inside.ifPresent(taken::add);
            (inside.isPresent() ? known : kept).add(conjunct);
        }
        Part filtered =
                taken.isEmpty()
                        ? input
                        : new Part.Inside(
                                in.with(
                                        new Relation.Filter(in.governed(), Expressions.and(known)),
                                        new Relation.Filter(
                                                in.relation(), Expressions.and(taken))));
        return kept.isEmpty()
                ? filtered
                : new Part.Outside(new Relation.Filter(cut(filtered), Expressions.and(kept)));
    }

    /// The first rows of an order: both or none, since a cut between them would lose the order.
    private Part lowerTop(Relation.Sort sort, long offset, long count) {
        Part input = lower(sort.input());
        if (input instanceof Part.Inside(Pushed in)) {
            Optional<Pushed> top =
                    rules.sort(in, sort)
                            .flatMap(s -> rules.limit(s, new Relation.Limit(sort, offset, count)));
            if (top.isPresent()) {
                return new Part.Inside(top.get());
            }
        }
        return new Part.Outside(
                new Relation.Limit(new Relation.Sort(cut(input), sort.keys()), offset, count));
    }

    private Part lowerOver(Relation node, Function<Pushed, Optional<Pushed>> push) {
        Part input = lower(node.inputs().getFirst());
        if (input instanceof Part.Inside(Pushed in)) {
            Optional<Pushed> pushed = push.apply(in);
            if (pushed.isPresent()) {
                return new Part.Inside(pushed.get());
            }
        }
        return new Part.Outside(Relations.withInputs(node, List.of(cut(input))));
    }

    private Part lower(Relation.Join join) {
        Part left = lower(join.left());
        Part right = lower(join.right());
        if (left instanceof Part.Inside(Pushed l) && right instanceof Part.Inside(Pushed r)) {
            Optional<Pushed> pushed = rules.join(l, r, join);
            if (pushed.isPresent()) {
                return new Part.Inside(pushed.get());
            }
        }
        return new Part.Outside(Relations.withInputs(join, List.of(cut(left), cut(right))));
    }

    private Part lower(Relation.Union union) {
        List<Part> inputs = union.inputs().stream().map(this::lower).toList();
        List<Pushed> pushed = new ArrayList<>();
        for (Part input : inputs) {
            if (input instanceof Part.Inside(Pushed in)) {
                pushed.add(in);
            }
        }
        if (pushed.size() == inputs.size()) {
            Optional<Pushed> whole = rules.union(pushed);
            if (whole.isPresent()) {
                return new Part.Inside(whole.get());
            }
        }
        return new Part.Outside(
                Relations.withInputs(union, inputs.stream().map(this::cut).toList()));
    }

    private Relation cut(Part part) {
        return switch (part) {
            case Part.Outside(Relation relation) -> relation;
            case Part.Inside(Pushed pushed) when !pushed.readsTables() -> pushed.governed();
            case Part.Inside(Pushed pushed) ->
                    cut(new Leaf(pushed.governed(), pushed.relation(), null, pushed.columns()));
        };
    }

    private Relation cut(Leaf leaf) {
        leaves.add(leaf);
        return new Relation.Received(leaves.size() - 1, leaf.fields());
    }
}
