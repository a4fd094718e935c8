package dev.trawl.testkit;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.SqlFailure;
import dev.trawl.sql.SqlRenderer;
import dev.trawl.sql.Support;
import dev.trawl.sql.TypeSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A database whose SQL is one of {@link Dialect}.
public abstract class DialectTables extends SqlDatabase {
    private final Dialect dialect;

    protected DialectTables(Dialect dialect, Connection connection) {
        super(connection);
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return dialect.name();
    }

    @Override
    public boolean supports(Expr expr) {
        return Support.supports(expr, dialect);
    }

    @Override
    public boolean supports(Relation node) {
        return Support.supports(node, dialect);
    }

    @Override
    public boolean holds(@Nullable Object value) {
        boolean hasNul = value instanceof String text && text.indexOf('\0') >= 0;
        return !hasNul || dialect == Dialect.DUCKDB;
    }

    @Override
    public String sql(Relation relation) {
        return SqlRenderer.render(relation, dialect, DialectTables::leaf);
    }

    private static String leaf(Relation leaf) {
        if (leaf instanceof Relation.Scan scan) {
            return Identifiers.quote(scan.table().table());
        }
        throw new IllegalArgumentException("a database of tests has tables only");
    }

    @Override
    protected String columnType(Type type) {
        return TypeSql.name(type, dialect);
    }

    @Override
    protected void checkTypes(ResultSetMetaData columns, List<Field> fields) throws SQLException {
        for (int i = 0; i < fields.size(); i++) {
            String expected = ColumnReader.typeName(fields.get(i).type(), dialect);
            String actual = columns.getColumnTypeName(i + 1);
            if (!expected.equals(actual)) {
                throw new AssertionError(
                        "column %d is %s instead of %s".formatted(i, actual, expected));
            }
        }
    }

    @Override
    protected @Nullable Object value(ResultSet row, int column, Type type) throws SQLException {
        return ColumnReader.read(row, column, type);
    }

    @Override
    protected Optional<SqlFailure> failure(SQLException e) {
        return SqlFailure.of(
                dialect, String.valueOf(e.getSQLState()), String.valueOf(e.getMessage()));
    }
}
