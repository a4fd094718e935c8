package dev.trawl.testkit;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.SqlFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A database that holds tables of a test and runs plans over them. For one thread; closed by the
/// test that opened it.
public abstract class SqlDatabase implements AutoCloseable {
    private static final int INSERT_ROWS = 500;

    private final Connection connection;

    protected SqlDatabase(Connection connection) {
        this.connection = connection;
    }

    /// Name in messages.
    public abstract String name();

    /// Whether the database evaluates the expression as the reference does.
    public abstract boolean supports(Expr expr);

    /// Whether the database evaluates the node, its inputs aside, as the reference does.
    public abstract boolean supports(Relation node);

    /// Whether a column can hold the value.
    public abstract boolean holds(@Nullable Object value);

    /// The SQL text of a plan over the tables.
    public abstract String sql(Relation relation);

    /// The type of a column in CREATE TABLE.
    protected abstract String columnType(Type type);

    protected abstract void checkTypes(ResultSetMetaData columns, List<Field> fields)
            throws SQLException;

    protected abstract @Nullable Object value(ResultSet row, int column, Type type)
            throws SQLException;

    /// What a failure tells about the values; empty if the SQL itself is at fault.
    protected abstract Optional<SqlFailure> failure(SQLException e);

    /// Creates and fills a table.
    public void create(TableData table) {
        String columns =
                table.fields().stream()
                        .map(f -> Identifiers.quote(f.name()) + " " + columnType(f.type()))
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

    /// What the database itself answers to a text, as the driver writes values.
    ///
    /// @throws SQLException what the database or the driver refuses
    public List<List<@Nullable String>> texts(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<List<@Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(text(result, i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /// Not through the driver's calendar, which is another one before 1582.
    private static @Nullable String text(ResultSet result, int column) throws SQLException {
        if (result.getMetaData().getColumnType(column) != Types.TIMESTAMP) {
            return result.getString(column);
        }
        LocalDateTime time = result.getObject(column, LocalDateTime.class);
        return time == null ? null : time.toString();
    }

    private List<@Nullable Object> row(ResultSet result, List<Field> fields) throws SQLException {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            row.add(value(result, i + 1, fields.get(i).type()));
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
        Optional<SqlFailure> failure = failure(e);
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
