package dev.trawl.testkit;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.SqlFailure;
import dev.trawl.sql.SqlRenderer;
import dev.trawl.sql.TypeSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A database that holds tables of a test and runs plans over them. For one thread; closed by the
/// test that opened it.
public abstract class SqlDatabase implements AutoCloseable {
    private static final int INSERT_ROWS = 500;

    private final Dialect dialect;
    private final Connection connection;

    protected SqlDatabase(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    public Dialect dialect() {
        return dialect;
    }

    /// Creates and fills a table.
    public void create(TableData table) {
        String columns =
                table.fields().stream()
                        .map(f ->
                                Identifiers.quote(f.name()) + " " + TypeSql.name(f.type(), dialect))
                        .collect(Collectors.joining(", "));
        String name = Identifiers.quote(table.name());
        execute("CREATE TABLE %s (%s)".formatted(name, columns));
        for (int from = 0; from < table.rows().size(); from += INSERT_ROWS) {
            int to = Math.min(from + INSERT_ROWS, table.rows().size());
            TableData part =
                    new TableData(table.name(), table.fields(), table.rows().subList(from, to));
            execute("INSERT INTO %s %s".formatted(name, sql(part.values())));
        }
    }

    /// The SQL text of a plan over the tables.
    public String sql(Relation relation) {
        return SqlRenderer.render(relation, dialect, SqlDatabase::leaf);
    }

    private static String leaf(Relation leaf) {
        if (leaf instanceof Relation.Scan scan) {
            return Identifiers.quote(scan.table().table());
        }
        throw new IllegalArgumentException("a database of tests has tables only");
    }

    /// The rows of a plan.
    ///
    /// @throws TrawlException if a value made it fail
    /// @throws AssertionError if the SQL itself did
    public List<List<@Nullable Object>> rows(Relation relation) {
        String sql = sql(relation);
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            checkTypes(result.getMetaData(), relation.fields());
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row(result, relation.fields()));
            }
            return rows;
        } catch (SQLException e) {
            throw failure(e, sql);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + sql, e);
        }
    }

    private void checkTypes(ResultSetMetaData columns, List<Field> fields) throws SQLException {
        for (int i = 0; i < fields.size(); i++) {
            String expected = ColumnReader.typeName(fields.get(i).type(), dialect);
            String actual = columns.getColumnTypeName(i + 1);
            if (!expected.equals(actual)) {
                throw new AssertionError(
                        "column %d is %s instead of %s".formatted(i, actual, expected));
            }
        }
    }

    private static List<@Nullable Object> row(ResultSet result, List<Field> fields)
            throws SQLException {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            row.add(ColumnReader.read(result, i + 1, fields.get(i).type()));
        }
        return row;
    }

    public void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError("cannot run " + sql, e);
        }
    }

    private RuntimeException failure(SQLException e, String sql) {
        Optional<SqlFailure> failure =
                SqlFailure.of(
                        dialect, String.valueOf(e.getSQLState()), String.valueOf(e.getMessage()));
        if (failure.isEmpty()) {
            throw new AssertionError(e.getMessage() + "\n" + sql, e);
        }
        return new TrawlException(
                ErrorCode.valueOf(failure.get().name()), e.getMessage() + "\n" + sql, e);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError("cannot close a connection", e);
        }
    }
}
