package dev.trawl.calcite;

import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/// Plans a query against what its principal may see. Thread-safe.
public final class SqlPlanner {
    private static final double ROWS_UNKNOWN = 10_000;

    private final SqlLimits limits;

    public SqlPlanner(SqlLimits limits) {
        this.limits = limits;
    }

    /// The query as a relation whose scans are governed tables and read only the columns that are
    /// needed; filters are as low as they go, tables of one source are joined first. The fields
    /// have the names of the query's columns, in its order; a query with ORDER BY keeps its order.
    ///
    /// @throws TrawlException of kind USER, with the place where there is one
    public Relation plan(PlanRequest request) {
        return DeepStack.call(() -> planned(request));
    }

    private Relation planned(PlanRequest request) {
        Map<TableName, Long> rows = request.rowCounts();
        CalciteSchema schema = schema(request, rows);
        SqlNode query = expanded(request.sql(), request.parameters(), request, new ArrayDeque<>());
        try {
            return converted(new Preparation(schema).prepare(query), request.now(), rows);
        } catch (TrawlException e) {
            throw Refusals.placed(e, query);
        }
    }

    private static Relation converted(RelRoot root, Instant now, Map<TableName, Long> rows) {
        Relation relation = new RelConversion(now).convert(root.rel);
        Relation ordered = new JoinOrder(rows).reorder(relation);
        return ColumnPruning.prune(named(ordered, root));
    }

    /// Tables by their full names; views as the queries they stand for.
    private SqlNode expanded(
            String sql, SqlParameters parameters, PlanRequest request, Deque<TableName> within) {
        Placeholders text = Placeholders.of(sql);
        Set<TableName> visible = new HashSet<>(request.tables().keySet());
        visible.addAll(request.views().keySet());
        return Names.replace(
                text.bound(Parsing.query(text, limits), parameters),
                limits.tablesMax(),
                reference -> {
                    TableName name = Names.resolve(reference, visible);
                    String view = request.views().get(name);
                    if (view == null) {
                        return new SqlIdentifier(
                                List.of(name.source(), name.schema(), name.table()),
                                SqlParserPos.ZERO);
                    }
                    if (within.contains(name) || within.size() > limits.tablesMax()) {
                        throw Errors.notSupported(
                                "view %s, which contains itself,".formatted(name));
                    }
                    within.push(name);
                    SqlNode query = expanded(view, SqlParameters.NONE, request, within);
                    within.pop();
                    return query;
                });
    }

    private static CalciteSchema schema(PlanRequest request, Map<TableName, Long> rows) {
        CalciteSchema root = CalciteSchema.createRootSchema(false, false);
        Map<List<String>, CalciteSchema> schemas = new HashMap<>();
        request.tables()
                .forEach((name, fields) -> {
                    CalciteSchema source =
                            schemas.computeIfAbsent(
                                    List.of(name.source()),
                                    k -> root.add(name.source(), new Folder()));
                    CalciteSchema schema =
                            schemas.computeIfAbsent(
                                    List.of(name.source(), name.schema()),
                                    k -> source.add(name.schema(), new Folder()));
                    Long count = rows.get(name);
                    double estimate = count == null || count < 0 ? ROWS_UNKNOWN : count;
                    schema.add(name.table(), new GovernedTable(name, fields, estimate));
                });
        return root;
    }

    private static final class Folder extends org.apache.calcite.schema.impl.AbstractSchema {}

    /// A name of one's own for a column that the query does not name.
    private static String label(String name, int position) {
        return name.startsWith("EXPR$") ? "_col" + position : name;
    }

    /// The relation under the names of the query's select list.
    private static Relation named(Relation relation, RelRoot root) {
        List<NamedExpr> columns = new ArrayList<>();
        root.fields.forEach((index, name) ->
                columns.add(
                        new NamedExpr(
                                label(name, columns.size()), Expressions.column(relation, index))));
        List<String> names = relation.fields().stream().map(Field::name).toList();
        boolean isSame =
                columns.size() == names.size()
                        && IntStream.range(0, columns.size())
                                .allMatch(i ->
                                        columns.get(i).name().equals(names.get(i))
                                                && columns.get(i)
                                                        .expr()
                                                        .equals(Expressions.column(relation, i)));
        return isSame ? relation : new Relation.Project(relation, columns);
    }
}
