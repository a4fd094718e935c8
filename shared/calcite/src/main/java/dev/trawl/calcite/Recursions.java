package dev.trawl.calcite;

import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.TableScan;

/// Recursions of one query. What would mean something else than the rows of the last step, one by
/// one, is refused.
final class Recursions {
    private static final Pattern SPOOL =
            Pattern.compile("LogicalTableSpool\\(.*table=\\[\\[([^\\]]*)]]");

    private final Map<String, Relation.Previous> open = new HashMap<>();
    private int count;

    Relation convert(RepeatUnion union, Function<RelNode, Relation> convert) {
        if (union.getTransientTable() == null) {
            throw Errors.notSupported("WITH RECURSIVE in this form");
        }
        String name = union.getTransientTable().getQualifiedName().getLast();
        Relation first = convert.apply(union.getSeedRel());
        Relation.Previous previous = new Relation.Previous(count++, first.fields());
        Relation.Previous outer = open.put(name, previous);
        Relation step = typed(name, convert.apply(union.getIterativeRel()), first.fields());
        if (outer == null) {
            open.remove(name);
        } else {
            open.put(name, outer);
        }
        checkReferences(name, step, previous);
        return new Relation.Recursion(
                previous.recursion(),
                first,
                step,
                union.all ? Relation.Recursion.Kept.ALL : Relation.Recursion.Kept.NEW);
    }

    Relation previous(TableScan scan) {
        String name = scan.getTable().getQualifiedName().getLast();
        Relation.Previous previous = open.get(name);
        if (previous == null) {
            throw refused(name, "a reference to it outside of its second part");
        }
        return previous;
    }

    /// The step in the first part's types: narrower ones are widened.
    private static Relation typed(String name, Relation step, List<Field> fields) {
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Type given = step.fields().get(i).type();
            Type wanted = fields.get(i).type();
            if (!given.equals(wanted) && !Coercion.common(wanted, given).equals(wanted)) {
                throw new TrawlException(
                        ErrorCode.TYPE_MISMATCH,
                        "column %d of WITH RECURSIVE '%s' is %s in the first part and %s in the second; cast one of them"
                                .formatted(i + 1, name, wanted.text(), given.text()));
            }
            columns.add(
                    new NamedExpr(
                            fields.get(i).name(),
                            Coercion.to(Expressions.column(step, i), wanted)));
        }
        boolean isTyped =
                step.fields().stream()
                        .map(Field::type)
                        .toList()
                        .equals(fields.stream().map(Field::type).toList());
        return isTyped ? step : new Relation.Project(step, columns);
    }

    /// Calcite finds columns whose types the second part changes when it is done, and asserts it.
    static RuntimeException otherTypes(AssertionError e) {
        Matcher recursion = SPOOL.matcher(String.valueOf(e.getMessage()));
        if (!recursion.find()) {
            throw e;
        }
        return new TrawlException(
                ErrorCode.TYPE_MISMATCH,
                "a column of WITH RECURSIVE '%s' has another type in the second part than in the first; cast it in both"
                        .formatted(recursion.group(1)),
                e);
    }

    private static void checkReferences(String name, Relation step, Relation.Previous previous) {
        int references = count(step, previous);
        if (references > 1) {
            throw refused(name, "more than one reference to it in its second part");
        }
        if (references == 1) {
            checkPath(name, step, previous);
        }
    }

    private static int count(Relation relation, Relation.Previous previous) {
        return relation.equals(previous)
                ? 1
                : relation.inputs().stream().mapToInt(i -> count(i, previous)).sum();
    }

    /// All between the step and the reference treats its rows one by one.
    private static void checkPath(String name, Relation relation, Relation.Previous previous) {
        switch (relation) {
            case Relation.Filter _, Relation.Project _, Relation.Union _ -> {}
            case Relation.Join join -> checkJoin(name, join, previous);
            case Relation.Aggregate _ ->
                    throw refused(name, "an aggregate, DISTINCT or UNION over the reference to it");
            case Relation.Window _ ->
                    throw refused(name, "a window function over the reference to it");
            case Relation.Sort _ -> throw refused(name, "ORDER BY over the reference to it");
            case Relation.Limit _ -> throw refused(name, "LIMIT over the reference to it");
            case Relation.Recursion _ ->
                    throw refused(name, "another recursion over the reference to it");
            case Relation.Scan _, Relation.Received _, Relation.Values _, Relation.Previous _ -> {}
        }
        for (Relation input : relation.inputs()) {
            if (count(input, previous) > 0) {
                checkPath(name, input, previous);
            }
        }
    }

    private static void checkJoin(String name, Relation.Join join, Relation.Previous previous) {
        boolean isLeft = count(join.left(), previous) > 0;
        boolean isKept =
                switch (join.kind()) {
                    case INNER -> true;
                    case LEFT, SEMI, ANTI -> isLeft;
                    case RIGHT -> !isLeft;
                    case FULL -> false;
                };
        if (!isKept) {
            throw refused(
                    name,
                    "an outer join, EXISTS, IN or EXCEPT that asks whether the reference to it has rows");
        }
    }

    private static TrawlException refused(String name, String what) {
        return Errors.notSupported("in WITH RECURSIVE '%s' %s".formatted(name, what));
    }
}
