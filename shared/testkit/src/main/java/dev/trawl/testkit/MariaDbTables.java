package dev.trawl.testkit;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.sql.Identifiers;
import dev.trawl.sql.MariaDbRenderer;
import dev.trawl.sql.MariaDbSession;
import dev.trawl.sql.MariaDbSupport;
import dev.trawl.sql.MariaDbTypes;
import dev.trawl.sql.SqlFailure;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A database of its own in the MariaDB that this JVM starts once. Its texts have a collation that
/// folds case and pads.
public final class MariaDbTables extends SqlDatabase {
    private static int databases;

    private final String database;

    private MariaDbTables(Connection connection, String database) {
        super(connection);
        this.database = database;
    }

    /// Only where {@link MariaDbServer#isInstalled}.
    public static synchronized MariaDbTables open() {
        String name = "test" + databases++;
        MariaDbServer.shared().execute("CREATE DATABASE " + name);
        MariaDbTables tables = new MariaDbTables(MariaDbServer.shared().connect(name), name);
        MariaDbSession.STATEMENTS.forEach(tables::execute);
        return tables;
    }

    /// Where the tables are.
    public String database() {
        return database;
    }

    @Override
    public String name() {
        return "MARIADB";
    }

    @Override
    public boolean supports(Expr expr) {
        return MariaDbSupport.supports(expr);
    }

    @Override
    public boolean supports(Relation node) {
        return MariaDbSupport.supports(node);
    }

    @Override
    public boolean holds(@Nullable Object value) {
        return switch (value) {
            case Double d -> Double.isFinite(d);
            case Float f -> Float.isFinite(f);
            case null, default -> true;
        };
    }

    @Override
    public String sql(Relation relation) {
        return MariaDbRenderer.render(relation, MariaDbTables::leaf);
    }

    private static String leaf(Relation.Scan scan) {
        return scan.fields().stream()
                .map(f ->
                        MariaDbTypes.read(f.type(), Identifiers.quote(f.name()))
                                + " AS "
                                + Identifiers.quote(f.name()))
                .collect(
                        Collectors.joining(
                                ", ",
                                "(SELECT ",
                                " FROM " + Identifiers.quote(scan.table().table()) + ")"));
    }

    @Override
    protected String columnType(Type type) {
        return type == Type.Simple.UUID
                ? "char(36) character set ascii"
                : MariaDbServer.columnType(type);
    }

    @Override
    protected void checkTypes(ResultSetMetaData columns, List<Field> fields) {
        // Values are read strictly instead: MariaDB gives wider types than it needs.
    }

    @Override
    protected @Nullable Object value(ResultSet row, int column, Type type) throws SQLException {
        String text = row.getString(column);
        if (text == null) {
            return null;
        }
        return switch (type) {
            case Type.Decimal d -> new BigDecimal(text).setScale(d.scale());
            case Type.Simple s ->
                    switch (s) {
                        case BOOLEAN -> bool(text);
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> Long.valueOf(text);
                        case REAL -> (float) row.getDouble(column);
                        case DOUBLE -> row.getDouble(column);
                        case VARCHAR, JSON -> text;
                        case VARBINARY -> Bytes.copyOf(row.getBytes(column));
                        case DATE -> LocalDate.parse(text);
                        case TIME -> LocalTime.parse(text);
                        case TIMESTAMP -> timestamp(text);
                        case TIMESTAMP_TZ -> timestamp(text).toInstant(ZoneOffset.UTC);
                        case UUID -> UUID.fromString(text);
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("tests do not read " + type.text());
        };
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "0" -> false;
            case "1" -> true;
            default -> throw new AssertionError(text + " is no boolean");
        };
    }

    private static LocalDateTime timestamp(String text) {
        return LocalDateTime.parse(text.replace(' ', 'T'));
    }

    @Override
    protected Optional<SqlFailure> failure(SQLException e) {
        return "22003".equals(e.getSQLState())
                ? Optional.of(SqlFailure.VALUE_OUT_OF_RANGE)
                : Optional.empty();
    }
}
