package dev.trawl.source.jdbc.mariadb;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.source.Source;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.sql.Identifiers;
import dev.trawl.testkit.MariaDbServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A database of its own, whose texts fold case and pad; written through texts where the server
/// keeps every value of them. It has no NaN and no infinities: NULL stands for them.
final class MariaDbFixture implements SourceFixture {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final MariaDbServer server = MariaDbServer.shared();
    private final String database = "kit" + DATABASES.incrementAndGet();
    private final MariaDbSource source;

    private MariaDbFixture() {
        server.execute("create database " + database);
        source = source(server, database, PoolSettings.DEFAULT, ZeroDates.ERROR);
    }

    static MariaDbFixture started() {
        return new MariaDbFixture();
    }

    static MariaDbSource source(
            MariaDbServer server, String database, PoolSettings pool, ZeroDates zeroDates) {
        Credentials credentials = new Credentials(server.url(database), "root", "");
        return new MariaDbSource(
                new ConnectionPool(
                        new MariaDbConnector(), () -> credentials, pool, Clock.systemUTC()),
                new MariaDbDiscovery(TinyInt1.INTEGER),
                zeroDates,
                Clock.systemUTC());
    }

    @Override
    public Map<String, String> create(KitTable table) {
        String name = Identifiers.quote(table.name());
        String columns =
                table.columns().stream()
                        .map(f ->
                                Identifiers.quote(f.name())
                                        + " "
                                        + MariaDbServer.columnType(f.type())
                                        + " null")
                        .collect(Collectors.joining(", "));
        try (Connection connection =
                        DriverManager.getConnection(
                                server.url(database) + "?useServerPrepStmts=true", "root", "");
                Statement statement = connection.createStatement()) {
            statement.execute("set sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES'");
            statement.execute("set names utf8mb4");
            statement.execute("drop table if exists " + name);
            statement.execute("create table %s (%s)".formatted(name, columns));
            insert(connection, name, table);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return mapping(table);
    }

    private Map<String, String> mapping(KitTable table) {
        Map<String, String> mapping = new HashMap<>();
        mapping.put("schema", database);
        mapping.put("table", table.name());
        table.columns().stream()
                .filter(f -> f.type() == Type.Simple.VARCHAR)
                .forEach(f -> mapping.put("collation." + f.name(), "utf8mb4_general_ci"));
        return mapping;
    }

    private static void insert(Connection connection, String name, KitTable table)
            throws SQLException {
        String values = table.columns().stream().map(_ -> "?").collect(Collectors.joining(", "));
        connection.setAutoCommit(false);
        try (PreparedStatement statement =
                connection.prepareStatement("insert into %s values (%s)".formatted(name, values))) {
            for (List<? extends @Nullable Object> row : table.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    set(statement, i + 1, row.get(i));
                }
                statement.addBatch();
            }
            if (!table.rows().isEmpty()) {
                statement.executeBatch();
            }
            connection.commit();
        }
    }

    private static void set(PreparedStatement statement, int column, @Nullable Object value)
            throws SQLException {
        if (value instanceof Bytes bytes) {
            statement.setBytes(column, bytes.toArray());
        } else if (value instanceof Boolean bool) {
            statement.setInt(column, bool ? 1 : 0);
        } else if (value instanceof Double || value instanceof Float) {
            statement.setObject(column, finite(value));
        } else if (value instanceof Instant instant) {
            statement.setString(column, instant.toString().replace('T', ' ').replace("Z", ""));
        } else {
            statement.setString(column, value == null ? null : Literals.toText(value));
        }
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public @Nullable Object kept(@Nullable Object value) {
        return finite(value);
    }

    private static @Nullable Object finite(@Nullable Object value) {
        return switch (value) {
            case Double number when !Double.isFinite(number) -> null;
            case Float number when !Float.isFinite(number) -> null;
            case null, default -> value;
        };
    }

    @Override
    public void close() {
        source.close();
        server.execute("drop database " + database);
    }
}
