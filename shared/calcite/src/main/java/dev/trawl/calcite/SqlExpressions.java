package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.List;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/// SQL expressions over the columns of one row, as in row filters. Thread-safe.
public final class SqlExpressions {
    private static final TableName ROW = new TableName("trawl", "policy", "row");

    private SqlExpressions() {}

    /// The expression over the columns, by index.
    ///
    /// @throws TrawlException of kind USER: no such column, types that do not fit, a subquery, an
    ///   aggregate
    public static Expr parse(String sql, List<Field> columns, SqlLimits limits) {
        return DeepStack.call(() -> parsed(sql, columns, limits));
    }

    private static Expr parsed(String sql, List<Field> columns, SqlLimits limits) {
        SqlNode expression = Parsing.expression(Placeholders.of(sql), limits);
        CalciteSchema root = CalciteSchema.createRootSchema(false, false);
        root.add("row", new GovernedTable(ROW, columns, 1));
        SqlSelect select =
                new SqlSelect(
                        SqlParserPos.ZERO,
                        null,
                        new SqlNodeList(List.of(expression), SqlParserPos.ZERO),
                        new SqlIdentifier("row", SqlParserPos.ZERO),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
        Preparation preparation = new Preparation(root);
        RelNode rel = preparation.convert(select);
        if (!(rel instanceof Project project)
                || !(project.getInput() instanceof TableScan)
                || project.getProjects().size() != 1) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED,
                    "an expression over one row has no subquery and no aggregate");
        }
        Relation scan = new Relation.Scan(ROW, columns);
        return new RexConversion(scan.fields(), preparation.rexBuilder(), Instant.EPOCH)
                .convert(project.getProjects().getFirst());
    }

    /// As {@link #parse}, for a condition.
    public static Expr parseCondition(String sql, List<Field> columns, SqlLimits limits) {
        Expr condition = parse(sql, columns, limits);
        if (condition.type() != Type.Simple.BOOLEAN && !(condition instanceof Expr.Literal)) {
            throw new TrawlException(
                    ErrorCode.TYPE_MISMATCH,
                    "a condition is true or false, this is a " + condition.type().text());
        }
        return Coercion.to(condition, Type.Simple.BOOLEAN);
    }
}
