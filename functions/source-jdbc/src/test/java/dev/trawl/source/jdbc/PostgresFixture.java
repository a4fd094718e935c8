package dev.trawl.source.jdbc;

import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.source.Source;
import dev.trawl.source.jdbc.connect.PoolSettings;
import dev.trawl.source.jdbc.copy.PostgresTypes;
import dev.trawl.source.kit.KitTable;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.sql.Identifiers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL whose tables are written through text, so that the server reads every value itself.
final class PostgresFixture implements SourceFixture {
    private final Database database;
    private final PostgresSource source;
    private final Ballast ballast;

    /// What is in a row besides its values.
    private enum Ballast {
        NONE,
        /// So much that three rows fill a page.
        HEAVY
    }

    private PostgresFixture(Database database, PostgresSource source, Ballast ballast) {
        this.database = database;
        this.source = source;
        this.ballast = ballast;
    }

    static PostgresFixture started() {
        Database database = Database.start();
        return new PostgresFixture(database, database.source(PoolSettings.DEFAULT), Ballast.NONE);
    }

    /// Every table of more than a page is read by several connections, each some of the pages.
    static PostgresFixture readByPages() {
        Database database = Database.start();
        return new PostgresFixture(
                database, database.sourceByPages(PoolSettings.DEFAULT), Ballast.HEAVY);
    }

    @Override
    public Map<String, String> create(KitTable table) {
        String name = Identifiers.quote(table.name());
        String columns =
                table.columns().stream()
                        .map(f -> Identifiers.quote(f.name()) + " " + type(f.type()))
                        .collect(Collectors.joining(", "));
        database.execute("drop table if exists " + name);
        database.execute("create table %s (%s)".formatted(name, columns));
        if (ballast == Ballast.HEAVY) {
            database.execute(
                    "alter table %s add column ballast text storage plain".formatted(name));
            database.execute(
                    "alter table %s alter column ballast set default repeat('x', 2500)"
                            .formatted(name));
        }
        insert(name, table);
        return Map.of("schema", "public", "table", table.name());
    }

    private static String type(Type type) {
        return type == Type.Simple.JSON ? "json" : PostgresTypes.wire(type);
    }

    private void insert(String name, KitTable table) {
        String values =
                table.columns().stream()
                        .map(f -> "?::text::" + type(f.type()))
                        .collect(Collectors.joining(", "));
        String names =
                table.columns().stream()
                        .map(f -> Identifiers.quote(f.name()))
                        .collect(Collectors.joining(", "));
        try (Connection connection = database.connect();
                PreparedStatement statement =
                        connection.prepareStatement(
                                "insert into %s (%s) values (%s)".formatted(name, names, values))) {
            connection.setAutoCommit(false);
            for (List<? extends @Nullable Object> row : table.rows()) {
                for (int i = 0; i < row.size(); i++) {
                    statement.setString(i + 1, text(row.get(i), table.columns().get(i)));
                }
                statement.addBatch();
            }
            statement.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String text(@Nullable Object value, Field field) {
        if (value == null) {
            return null;
        }
        String text = Literals.toText(value);
        return field.type() == Type.Simple.VARBINARY ? "\\x" + text : text;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public void close() {
        source.close();
        database.close();
    }
}
