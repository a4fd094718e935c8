package dev.trawl.source.jdbc.mariadb;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the catalog of a MariaDB server: tables and views that the user may read, without the
/// system's own. A database is a schema. Numbers of rows are the engine's estimates.
public final class MariaDbDiscovery {
    private static final String QUERY =
            """
            select t.table_schema, t.table_name, coalesce(t.table_rows, 0), c.column_name,
                   lower(c.data_type), lower(c.column_type), coalesce(c.numeric_precision, 0),
                   coalesce(c.numeric_scale, 0),
                   exists (select 1 from information_schema.check_constraints k
                           where k.constraint_schema = t.table_schema and k.table_name = t.table_name
                             and k.constraint_name = c.column_name and k.check_clause like 'json_valid(%'),
                   c.column_key, c.column_comment, t.table_comment,
                   if(lower(c.data_type) in ('char', 'varchar', 'tinytext', 'text', 'mediumtext', 'longtext'),
                      lower(c.collation_name), null)
            from information_schema.tables t
            join information_schema.columns c
              on c.table_schema = t.table_schema and c.table_name = t.table_name
            where t.table_type in ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
              and t.table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')
              and (c.privileges like '%select%' or c.privileges = '')
            order by binary t.table_schema, binary t.table_name, c.ordinal_position
            """;

    private final TinyInt1 tinyInt1;

    public MariaDbDiscovery(TinyInt1 tinyInt1) {
        this.tinyInt1 = tinyInt1;
    }

    /// All tables, by schema and name.
    List<SourceAnswer.DiscoveredTable> run(Connection connection) throws SQLException {
        List<SourceAnswer.DiscoveredTable> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY);
                ResultSet rows = statement.executeQuery()) {
            Building table = null;
            while (rows.next()) {
                String schema = rows.getString(1);
                String name = rows.getString(2);
                if (table == null || !table.is(schema, name)) {
                    if (table != null) {
                        tables.add(table.build());
                    }
                    table = new Building(schema, name, rows.getLong(3), rows.getString(12));
                }
                table.add(
                        rows.getString(4),
                        MariaDbColumnType.of(
                                new MariaDbColumnType.Described(
                                        rows.getString(5),
                                        rows.getString(6),
                                        rows.getInt(7),
                                        rows.getInt(8),
                                        rows.getBoolean(9)),
                                tinyInt1),
                        rows.getString(10).equals("PRI"),
                        rows.getString(11),
                        rows.getString(13));
            }
            if (table != null) {
                tables.add(table.build());
            }
        }
        return tables;
    }

    /// A table whose columns are still being read.
    private static final class Building {
        private final String schema;
        private final String name;
        private final long rowCount;
        private final List<Field> columns = new ArrayList<>();
        private final List<String> keys = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final Map<String, String> mapping = new HashMap<>();
        private final Map<String, String> comments = new HashMap<>();

        Building(String schema, String name, long rowCount, String comment) {
            this.schema = schema;
            this.name = name;
            this.rowCount = rowCount;
            mapping.put("schema", schema);
            mapping.put("table", name);
            if (comment.equals("VIEW")) {
                notes.add("a view of the database");
            } else if (!comment.isEmpty()) {
                notes.add(comment);
            }
        }

        boolean is(String otherSchema, String otherName) {
            return schema.equals(otherSchema) && name.equals(otherName);
        }

        void add(
                String column,
                MariaDbColumnType type,
                boolean isKey,
                String comment,
                @Nullable String collation) {
            columns.add(new Field(column, type.type()));
            if (type.note() != null) {
                notes.add("%s: %s".formatted(column, type.note()));
            }
            if (!comment.isEmpty()) {
                comments.put(column, comment);
            }
            if (type.mapping() != null) {
                mapping.put(type.mapping() + "." + column, "yes");
            }
            if (collation != null && type.type() == Type.Simple.VARCHAR) {
                mapping.put("collation." + column, collation);
            }
            if (isKey) {
                keys.add(column);
            }
        }

        SourceAnswer.DiscoveredTable build() {
            if (!keys.isEmpty()) {
                notes.add("primary key: " + String.join(", ", keys));
            }
            return new SourceAnswer.DiscoveredTable(
                    schema, name, columns, notes, mapping, rowCount, comments);
        }
    }
}
