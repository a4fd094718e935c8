package dev.trawl.source.govern;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.AggregateOnly;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Holds relations of which a grant shows aggregates only (DESIGN 5): refuses every other use, and
/// puts the minimum group size directly above the aggregate, below all that a user wrote above it.
///
/// Below the aggregate stand filters and select lists over one such table and nothing else, so that
/// things are counted before any join. Predicates and group keys are made of declared dimensions;
/// what is counted, added or averaged is a column as it is, so that no expression singles a row
/// out. A group counts only if each of its figures comes from enough things.
public final class AggregateGuard {
    private static final String UNIT = "$trawl_unit_";
    private static final String GUARD = "$trawl_guard_";
    private static final Set<AggregateFunction> FIGURES =
            Set.of(
                    AggregateFunction.COUNT_ALL,
                    AggregateFunction.COUNT,
                    AggregateFunction.SUM,
                    AggregateFunction.AVG);

    private final Grant grant;

    private AggregateGuard(Grant grant) {
        this.grant = grant;
    }

    /// A fragment with the grant by which it is evaluated.
    public record Guarded(Relation fragment, Grant grant) {}

    /// Whether the fragment reads a relation that may only be aggregated.
    public static boolean concerns(Relation fragment, Grant grant) {
        return fragment instanceof Relation.Scan(TableName table, List<Field> _)
                        && grant.relation(table).filter(r -> r.aggregateOnly() != null).isPresent()
                || fragment.inputs().stream().anyMatch(input -> concerns(input, grant));
    }

    /// @param fragment passed {@link FragmentCheck}
    /// @throws TrawlException PERMISSION_DENIED if it uses such a relation in another way
    public static Guarded apply(Relation fragment, Grant grant) {
        if (!concerns(fragment, grant)) {
            return new Guarded(fragment, grant);
        }
        return new Guarded(new AggregateGuard(grant).guarded(fragment), showingUnits(grant));
    }

    private Relation guarded(Relation relation) {
        return switch (relation) {
            case Relation.Aggregate aggregate when isOverScan(aggregate.input()) ->
                    guarded(aggregate);
            case Relation.Scan scan when concerns(scan, grant) ->
                    throw refused(
                            scan.table(),
                            "its rows are not shown, and it is aggregated by itself, before joins, orders and limits");
            case Relation.Scan _, Relation.Values _, Relation.Received _, Relation.Previous _ ->
                    relation;
            case Relation.Filter _,
                    Relation.Project _,
                    Relation.Aggregate _,
                    Relation.Sort _,
                    Relation.Window _,
                    Relation.Limit _,
                    Relation.Join _,
                    Relation.Union _,
                    Relation.Recursion _ ->
                    Relations.withInputs(
                            relation, relation.inputs().stream().map(this::guarded).toList());
        };
    }

    private boolean isOverScan(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> concerns(scan, grant);
            case Relation.Filter filter -> isOverScan(filter.input());
            case Relation.Project project -> isOverScan(project.input());
            case Relation.Values _,
                    Relation.Received _,
                    Relation.Aggregate _,
                    Relation.Sort _,
                    Relation.Window _,
                    Relation.Limit _,
                    Relation.Join _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    false;
        };
    }

    private Relation guarded(Relation.Aggregate aggregate) {
        Base base = base(aggregate.input());
        for (int key : aggregate.keys()) {
            require(base, base.dimensions().contains(key), "groups are made of its dimensions");
        }
        for (Aggregation aggregation : aggregate.aggregations()) {
            check(base, aggregation);
        }
        List<Aggregation> figures = new ArrayList<>(aggregate.aggregations());
        List<Expr> enough = new ArrayList<>();
        int first = aggregate.keys().size() + figures.size();
        List<Aggregation> guards = guards(base, aggregate.aggregations());
        for (Aggregation guard : guards) {
            Expr count = new Expr.Column(first + enough.size(), guard.type());
            enough.add(
                    Expr.Call.of(Function.GE, count, Literals.of((long) base.rule().groupMin())));
        }
        figures.addAll(guards);
        Relation groups =
                new Relation.Filter(
                        new Relation.Aggregate(base.relation(), aggregate.keys(), figures),
                        Expressions.and(enough));
        return new Relation.Project(
                groups,
                IntStream.range(0, first)
                        .mapToObj(i -> {
                            Field field = groups.fields().get(i);
                            return new NamedExpr(field.name(), new Expr.Column(i, field.type()));
                        })
                        .toList());
    }

    /// Counts of things: in the group, and among the values of every column that is a figure.
    private static List<Aggregation> guards(Base base, List<Aggregation> figures) {
        List<Aggregation> guards = new ArrayList<>();
        addGuards(base, null, guards);
        figures.stream()
                .flatMap(a -> a.arguments().stream())
                .distinct()
                .forEach(argument -> addGuards(base, argument, guards));
        return guards;
    }

    private static void addGuards(Base base, @Nullable Expr argument, List<Aggregation> guards) {
        Expr filter = argument == null ? null : Expr.Call.of(Function.IS_NOT_NULL, argument);
        if (base.units().isEmpty()) {
            guards.add(
                    new Aggregation(
                            GUARD + guards.size(),
                            AggregateFunction.COUNT_ALL,
                            List.of(),
                            Aggregation.Quantifier.ALL,
                            filter));
        }
        for (int unit : base.units()) {
            guards.add(
                    new Aggregation(
                            GUARD + guards.size(),
                            AggregateFunction.COUNT,
                            List.of(base.column(unit)),
                            Aggregation.Quantifier.DISTINCT,
                            filter));
        }
    }

    private static void check(Base base, Aggregation aggregation) {
        require(
                base,
                FIGURES.contains(aggregation.function())
                        && aggregation.quantifier() == Aggregation.Quantifier.ALL,
                "only count, sum and avg of all rows of a group are shown");
        require(base, aggregation.filter() == null, "an aggregate of it has no FILTER");
        for (Expr argument : aggregation.arguments()) {
            require(
                    base,
                    argument instanceof Expr.Column(int index, var _)
                            && base.plain().contains(index),
                    "what is counted, added or averaged is one of its columns, not an expression");
        }
    }

    /// What stands below an aggregate.
    ///
    /// @param dimensions indexes of columns made of dimensions alone
    /// @param plain indexes of columns that are the table's own
    /// @param units indexes of the columns that tell things apart, behind all others
    private record Base(
            Relation relation,
            TableName table,
            AggregateOnly rule,
            Set<Integer> dimensions,
            Set<Integer> plain,
            List<Integer> units) {
        Expr column(int index) {
            return new Expr.Column(index, relation.fields().get(index).type());
        }
    }

    private Base base(Relation relation) {
        return switch (relation) {
            case Relation.Scan scan -> base(scan);
            case Relation.Filter filter -> {
                Base in = base(filter.input());
                require(
                        in,
                        in.dimensions().containsAll(Expressions.columns(filter.predicate())),
                        "predicates are made of its dimensions");
                yield new Base(
                        new Relation.Filter(in.relation(), filter.predicate()),
                        in.table(),
                        in.rule(),
                        in.dimensions(),
                        in.plain(),
                        in.units());
            }
            case Relation.Project project -> base(project);
            case Relation.Values _,
                    Relation.Received _,
                    Relation.Aggregate _,
                    Relation.Sort _,
                    Relation.Window _,
                    Relation.Limit _,
                    Relation.Join _,
                    Relation.Union _,
                    Relation.Recursion _,
                    Relation.Previous _ ->
                    throw new IllegalStateException("only filters and select lists were seen");
        };
    }

    private Base base(Relation.Scan scan) {
        GrantedRelation granted = grant.relation(scan.table()).orElseThrow();
        AggregateOnly rule = granted.aggregateOnly();
        if (rule == null) {
            throw new IllegalArgumentException(scan.table() + " is not for aggregates only");
        }
        List<Field> fields = new ArrayList<>(scan.fields());
        Set<Integer> dimensions = new HashSet<>();
        Set<Integer> plain = new HashSet<>();
        for (int i = 0; i < scan.fields().size(); i++) {
            plain.add(i);
            if (rule.dimensions().contains(scan.fields().get(i).name())) {
                dimensions.add(i);
            }
        }
        List<Integer> units = new ArrayList<>();
        for (int unit : rule.units()) {
            units.add(fields.size());
            fields.add(new Field(UNIT + unit, granted.inputs().get(unit).type()));
        }
        return new Base(
                new Relation.Scan(scan.table(), fields),
                scan.table(),
                rule,
                dimensions,
                plain,
                units);
    }

    /// The select list, and behind it the columns that tell things apart.
    private Base base(Relation.Project project) {
        Base in = base(project.input());
        List<NamedExpr> columns = new ArrayList<>(project.columns());
        Set<Integer> dimensions = new HashSet<>();
        Set<Integer> plain = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            Expr expr = columns.get(i).expr();
            if (in.dimensions().containsAll(Expressions.columns(expr))) {
                dimensions.add(i);
            }
            if (expr instanceof Expr.Column(int index, var _) && in.plain().contains(index)) {
                plain.add(i);
            }
        }
        List<Integer> units = new ArrayList<>();
        for (int unit : in.units()) {
            units.add(columns.size());
            columns.add(new NamedExpr(in.relation().fields().get(unit).name(), in.column(unit)));
        }
        return new Base(
                new Relation.Project(in.relation(), columns),
                in.table(),
                in.rule(),
                dimensions,
                plain,
                units);
    }

    /// The grant with the columns that tell things apart, in the clear, for use inside alone.
    private static Grant showingUnits(Grant grant) {
        return grant.withRelations(
                grant.relations().stream().map(AggregateGuard::showingUnits).toList());
    }

    private static GrantedRelation showingUnits(GrantedRelation relation) {
        AggregateOnly rule = relation.aggregateOnly();
        if (rule == null) {
            return relation;
        }
        List<GrantedColumn> columns = new ArrayList<>(relation.columns());
        rule.units().forEach(unit -> columns.add(new GrantedColumn(UNIT + unit, unit, List.of())));
        return new GrantedRelation(
                relation.table(),
                relation.inputs(),
                columns,
                relation.rowFilter(),
                rule,
                relation.allowances());
    }

    private static void require(Base base, boolean condition, String what) {
        if (!condition) {
            throw refused(base.table(), what);
        }
    }

    private static TrawlException refused(TableName table, String what) {
        return new TrawlException(
                ErrorCode.PERMISSION_DENIED,
                ("of %s policy shows only aggregates: %s. Ask for count, sum or avg of its columns,"
                                + " grouped and filtered by its dimensions")
                        .formatted(table, what));
    }
}
