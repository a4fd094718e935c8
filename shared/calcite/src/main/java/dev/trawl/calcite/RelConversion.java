package dev.trawl.calcite;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.TableSpool;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.TransientTable;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// Calcite's relations as Trawl's. What has no counterpart is refused by name.
final class RelConversion {
    private final Instant now;
    private final Recursions recursions = new Recursions();

    RelConversion(Instant now) {
        this.now = now;
    }

    Relation convert(RelNode node) {
        return switch (node) {
            case TableScan scan -> scan(scan);
            case Project project -> project(project);
            case Filter filter -> filter(filter);
            case Join join -> join(join);
            case Aggregate aggregate -> aggregate(aggregate);
            case Sort sort -> sort(sort);
            case Values values -> values(values);
            case Union union -> union(union);
            case RepeatUnion union -> recursions.convert(union, this::convert);
            case TableSpool spool -> convert(spool.getInput());
            case Intersect intersect when intersect.all ->
                    counted(intersect, Relation.Join.Kind.SEMI);
            case Minus minus when minus.all -> counted(minus, Relation.Join.Kind.ANTI);
            default -> throw Errors.notSupported(name(node));
        };
    }

    private static String name(RelNode node) {
        String type = node.getRelTypeName().replace("Logical", "");
        return switch (type) {
            case "Window" -> "a window function";
            case "Correlate" -> "this correlated subquery";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }

    private Relation scan(TableScan scan) {
        if (scan.getTable().unwrap(TransientTable.class) != null) {
            return recursions.previous(scan);
        }
        GovernedTable table = scan.getTable().unwrap(GovernedTable.class);
        if (table == null) {
            throw new IllegalStateException("a scan of something that is no governed table");
        }
        return new Relation.Scan(table.name(), table.fields());
    }

    private RexConversion expressions(RelNode node, Relation... inputs) {
        List<Field> fields = Stream.of(inputs).flatMap(i -> i.fields().stream()).toList();
        return new RexConversion(fields, node.getCluster().getRexBuilder(), now);
    }

    private Relation project(Project project) {
        Relation read = convert(project.getInput());
        WindowConversion.Result windows =
                WindowConversion.convert(
                        read, project.getProjects(), in -> expressions(project, in));
        Relation input = windows.input();
        RexConversion expressions = expressions(project, input);
        List<Expr> exprs = windows.projects().stream().map(expressions::convert).toList();
        List<String> names = project.getRowType().getFieldNames();
        if (input instanceof Relation.Scan scan && isChoice(exprs)) {
            return narrowed(scan, exprs, names);
        }
        return new Relation.Project(
                input,
                IntStream.range(0, exprs.size())
                        .mapToObj(i -> new NamedExpr(names.get(i), exprs.get(i)))
                        .toList());
    }

    private static boolean isChoice(List<Expr> exprs) {
        return !exprs.isEmpty()
                && exprs.stream().allMatch(e -> e instanceof Expr.Column)
                && exprs.stream().distinct().count() == exprs.size();
    }

    /// A scan of the chosen columns; under other names if the projection renames.
    private static Relation narrowed(Relation.Scan scan, List<Expr> exprs, List<String> names) {
        List<Field> fields =
                exprs.stream().map(e -> scan.fields().get(((Expr.Column) e).index())).toList();
        Relation narrow = new Relation.Scan(scan.table(), fields);
        if (fields.stream().map(Field::name).toList().equals(names)) {
            return narrow;
        }
        return new Relation.Project(
                narrow,
                IntStream.range(0, names.size())
                        .mapToObj(i -> new NamedExpr(names.get(i), Expressions.column(narrow, i)))
                        .toList());
    }

    private Relation filter(Filter filter) {
        Relation input = convert(filter.getInput());
        return new Relation.Filter(
                input, expressions(filter, input).predicate(filter.getCondition()));
    }

    private Relation join(Join join) {
        Relation left = convert(join.getLeft());
        Relation right = convert(join.getRight());
        Relation.Join.Kind kind =
                switch (join.getJoinType()) {
                    case INNER -> Relation.Join.Kind.INNER;
                    case LEFT -> Relation.Join.Kind.LEFT;
                    case RIGHT -> Relation.Join.Kind.RIGHT;
                    case FULL -> Relation.Join.Kind.FULL;
                    case SEMI -> Relation.Join.Kind.SEMI;
                    case ANTI -> Relation.Join.Kind.ANTI;
                    default -> throw Errors.notSupported("join " + join.getJoinType());
                };
        Expr condition = expressions(join, left, right).predicate(join.getCondition());
        return new Relation.Join(left, right, kind, condition);
    }

    private Relation aggregate(Aggregate aggregate) {
        Relation input = convert(aggregate.getInput());
        List<String> names =
                aggregate
                        .getRowType()
                        .getFieldNames()
                        .subList(aggregate.getGroupCount(), aggregate.getRowType().getFieldCount());
        boolean isSimple =
                aggregate.getGroupType() == Aggregate.Group.SIMPLE
                        && aggregate.getAggCallList().stream().noneMatch(GroupingSets::isOfSet);
        return isSimple
                ? byValues(
                        aggregate,
                        input,
                        keys -> grouped(input, keys, aggregate.getAggCallList(), names))
                : GroupingSets.union(
                        aggregate, input, (keys, calls) -> grouped(input, keys, calls, names));
    }

    /// Constants are no keys, as long as there are others.
    private static Relation byValues(
            Aggregate aggregate,
            Relation input,
            java.util.function.Function<List<Integer>, Relation> grouped) {
        List<Integer> keys = aggregate.getGroupSet().asList();
        List<Integer> values = keys.stream().filter(k -> !isConstant(input, k)).toList();
        if (values.isEmpty() || values.size() == keys.size()) {
            return grouped.apply(keys);
        }
        Relation groups = grouped.apply(values);
        List<NamedExpr> columns = new ArrayList<>();
        for (String name : aggregate.getRowType().getFieldNames()) {
            int place = columns.size();
            columns.add(
                    new NamedExpr(
                            name,
                            place >= keys.size()
                                    ? Expressions.column(
                                            groups, place - keys.size() + values.size())
                                    : isConstant(input, keys.get(place))
                                            ? constant(input, keys.get(place))
                                            : Expressions.column(
                                                    groups, values.indexOf(keys.get(place)))));
        }
        return new Relation.Project(groups, columns);
    }

    private static boolean isConstant(Relation input, int column) {
        return input instanceof Relation.Project project
                && project.columns().get(column).expr() instanceof Expr.Literal;
    }

    private static Expr constant(Relation input, int column) {
        return ((Relation.Project) input).columns().get(column).expr();
    }

    private static Relation grouped(
            Relation input, List<Integer> keys, List<AggregateCall> calls, List<String> names) {
        List<Aggregation> aggregations = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            aggregations.add(aggregation(calls.get(i), names.get(i), input));
        }
        if (keys.isEmpty() && aggregations.isEmpty()) {
            return new Relation.Aggregate(
                    input,
                    List.of(),
                    List.of(
                            new Aggregation(
                                    "n",
                                    AggregateFunction.COUNT_ALL,
                                    List.of(),
                                    Aggregation.Quantifier.ALL,
                                    null)));
        }
        return new Relation.Aggregate(input, keys, aggregations);
    }

    private static Aggregation aggregation(AggregateCall call, String name, Relation input) {
        if (call.getAggregation().getKind() == SqlKind.LITERAL_AGG) {
            return constant(name, Constants.of((RexLiteral) call.rexList.getFirst()));
        }
        List<Expr> arguments =
                call.getArgList().stream().<Expr>map(i -> Expressions.column(input, i)).toList();
        AggregateFunction function =
                switch (call.getAggregation().getKind()) {
                    case COUNT ->
                            arguments.isEmpty()
                                    ? AggregateFunction.COUNT_ALL
                                    : AggregateFunction.COUNT;
                    case SUM -> AggregateFunction.SUM;
                    case AVG -> AggregateFunction.AVG;
                    case MIN ->
                            booleanAs(arguments, AggregateFunction.MIN, AggregateFunction.BOOL_AND);
                    case MAX ->
                            booleanAs(arguments, AggregateFunction.MAX, AggregateFunction.BOOL_OR);
                    case ANY_VALUE ->
                            booleanAs(arguments, AggregateFunction.MIN, AggregateFunction.BOOL_AND);
                    case SINGLE_VALUE ->
                            throw Errors.notSupported(
                                    "a scalar subquery that may give several rows (aggregate in it without GROUP BY)");
                    default -> named(call.getAggregation().getName());
                };
        if (function == AggregateFunction.STRING_AGG) {
            return TextAggregates.joined(call, name, input);
        }
        if (function.is(AggregateFunction.Trait.STATISTIC)) {
            if (arguments.size() > 1 && call.isDistinct()) {
                throw Errors.notSupported("a percentile of DISTINCT values");
            }
            arguments =
                    Statistics.arguments(
                            function,
                            arguments.getFirst(),
                            () -> TextAggregates.constant(input, call.getArgList().getLast()));
        } else if (arguments.size() > 1 && !function.is(AggregateFunction.Trait.BY_KEY)) {
            throw Errors.notSupported("%s of several columns".formatted(function.text()));
        }
        Aggregation.Quantifier quantifier =
                call.isDistinct() && !arguments.isEmpty()
                        ? Aggregation.Quantifier.DISTINCT
                        : Aggregation.Quantifier.ALL;
        Expr filter = call.hasFilter() ? Expressions.column(input, call.filterArg) : null;
        return new Aggregation(name, function, arguments, quantifier, filter);
    }

    /// A value that every group has that has rows.
    private static Aggregation constant(String name, Expr.Literal value) {
        return new Aggregation(
                name,
                booleanAs(List.of(value), AggregateFunction.MIN, AggregateFunction.BOOL_AND),
                List.of(value),
                Aggregation.Quantifier.ALL,
                null);
    }

    private static AggregateFunction booleanAs(
            List<Expr> arguments, AggregateFunction otherwise, AggregateFunction bool) {
        return arguments.getFirst().type() == Type.Simple.BOOLEAN ? bool : otherwise;
    }

    private static AggregateFunction named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "EVERY", "BOOL_AND" -> AggregateFunction.BOOL_AND;
            case "SOME", "BOOL_OR" -> AggregateFunction.BOOL_OR;
            case "MIN_BY", "ARG_MIN" -> AggregateFunction.MIN_BY;
            case "MAX_BY", "ARG_MAX" -> AggregateFunction.MAX_BY;
            case "STRING_AGG", "LISTAGG" -> AggregateFunction.STRING_AGG;
            case "STDDEV", "STDDEV_SAMP" -> AggregateFunction.STDDEV_SAMP;
            case "STDDEV_POP" -> AggregateFunction.STDDEV_POP;
            case "VARIANCE", "VAR_SAMP" -> AggregateFunction.VAR_SAMP;
            case "VAR_POP" -> AggregateFunction.VAR_POP;
            case "QUANTILE_CONT" -> AggregateFunction.PERCENTILE_CONT;
            case "QUANTILE_DISC" -> AggregateFunction.PERCENTILE_DISC;
            default -> throw Errors.notSupported("aggregate " + name.toLowerCase(Locale.ROOT));
        };
    }

    private Relation sort(Sort sort) {
        Relation input = convert(sort.getInput());
        List<RelFieldCollation> collations = sort.getCollation().getFieldCollations();
        Relation sorted =
                collations.isEmpty()
                        ? input
                        : new Relation.Sort(
                                input, collations.stream().map(RelConversion::key).toList());
        if (sort.offset == null && sort.fetch == null) {
            return sorted;
        }
        return new Relation.Limit(
                sorted, number(sort.offset, 0), number(sort.fetch, Relation.Limit.ALL));
    }

    private static long number(@Nullable RexNode node, long otherwise) {
        if (node == null) {
            return otherwise;
        }
        BigDecimal number =
                node instanceof RexLiteral literal ? literal.getValueAs(BigDecimal.class) : null;
        if (number == null) {
            throw Errors.notSupported("a LIMIT or OFFSET that is not a constant");
        }
        return number.min(BigDecimal.valueOf(Relation.Limit.ALL)).longValueExact();
    }

    private static SortKey key(RelFieldCollation collation) {
        boolean descending = collation.getDirection().isDescending();
        SortKey.Nulls nulls =
                switch (collation.nullDirection) {
                    case FIRST -> SortKey.Nulls.FIRST;
                    case LAST -> SortKey.Nulls.LAST;
                    case UNSPECIFIED -> descending ? SortKey.Nulls.FIRST : SortKey.Nulls.LAST;
                };
        return new SortKey(
                collation.getFieldIndex(),
                descending ? SortKey.Direction.DESCENDING : SortKey.Direction.ASCENDING,
                nulls);
    }

    private static Relation values(Values values) {
        List<List<Expr.Literal>> rows =
                values.getTuples().stream()
                        .map(row -> row.stream().map(Constants::of).toList())
                        .toList();
        RelDataType type = values.getRowType();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < type.getFieldCount(); i++) {
            int column = i;
            List<Expr.Literal> cells = rows.stream().map(r -> r.get(column)).toList();
            Type common =
                    cells.isEmpty()
                            ? Types.fromCalcite(type.getFieldList().get(i).getType())
                            : Coercion.common(cells);
            fields.add(new Field(type.getFieldNames().get(i), common));
        }
        if (fields.isEmpty()) {
            return oneRow();
        }
        return new Relation.Values(
                fields, rows.stream().map(row -> literals(row, fields)).toList());
    }

    private static Relation oneRow() {
        return new Relation.Values(
                List.of(new Field("zero", Type.Simple.INTEGER)), List.of(List.of(Literals.of(0))));
    }

    private static List<Expr.Literal> literals(List<Expr.Literal> row, List<Field> fields) {
        List<Expr.Literal> typed = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (!(Coercion.to(row.get(i), fields.get(i).type()) instanceof Expr.Literal literal)) {
                throw Errors.notSupported("VALUES whose rows have different types");
            }
            typed.add(literal);
        }
        return typed;
    }

    private Relation union(Union union) {
        Relation all = new Relation.Union(inputs(union));
        return union.all
                ? all
                : new Relation.Aggregate(
                        all, IntStream.range(0, all.fields().size()).boxed().toList(), List.of());
    }

    /// INTERSECT ALL and EXCEPT ALL: the copies of a row are numbered on each side, and each has or
    /// has no counterpart.
    private Relation counted(SetOp op, Relation.Join.Kind kind) {
        return inputs(op).stream()
                .reduce((left, right) -> {
                    Relation.Join join =
                            new Relation.Join(numbered(left), numbered(right), kind, isSame(left));
                    return new Relation.Project(
                            join,
                            IntStream.range(0, left.fields().size())
                                    .mapToObj(i ->
                                            new NamedExpr(
                                                    left.fields().get(i).name(),
                                                    Expressions.column(join, i)))
                                    .toList());
                })
                .orElseThrow();
    }

    private static Relation numbered(Relation input) {
        if (!input.fields().stream().allMatch(f -> f.type().isOrdered())) {
            throw Errors.notSupported("INTERSECT ALL and EXCEPT ALL of such columns");
        }
        return Copies.numbered(input, IntStream.range(0, input.fields().size()).boxed().toList());
    }

    /// The condition of a join of two numbered relations with the same columns.
    private static Expr isSame(Relation left) {
        int width = left.fields().size();
        List<Expr> parts = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            Type type = left.fields().get(i).type();
            parts.add(
                    Expr.Call.of(
                            Function.IS_NOT_DISTINCT_FROM,
                            Expressions.column(left, i),
                            new Expr.Column(width + 1 + i, type)));
        }
        parts.add(
                Expr.Call.of(
                        Function.EQ,
                        new Expr.Column(width, Type.Simple.BIGINT),
                        new Expr.Column(2 * width + 1, Type.Simple.BIGINT)));
        return Expressions.and(parts);
    }

    /// The inputs, brought to common types.
    private List<Relation> inputs(SetOp op) {
        List<Relation> inputs = op.getInputs().stream().map(this::convert).toList();
        List<Type> types = new ArrayList<>();
        for (int i = 0; i < inputs.getFirst().fields().size(); i++) {
            int column = i;
            types.add(
                    inputs.stream()
                            .map(r -> r.fields().get(column).type())
                            .reduce(Coercion::common)
                            .orElseThrow());
        }
        return inputs.stream().map(input -> typed(input, types)).toList();
    }

    private static Relation typed(Relation input, List<Type> types) {
        if (input.fields().stream().map(Field::type).toList().equals(types)) {
            return input;
        }
        return new Relation.Project(
                input,
                IntStream.range(0, types.size())
                        .mapToObj(i ->
                                new NamedExpr(
                                        input.fields().get(i).name(),
                                        Coercion.to(Expressions.column(input, i), types.get(i))))
                        .toList());
    }
}
