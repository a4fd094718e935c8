package dev.trawl.source.jdbc.discover;

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
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the catalog of a PostgreSQL database: tables, partitioned tables, views and foreign tables
/// that the role may read, without the system's own and without single partitions.
public final class Discovery {
    /// Domains are followed to their base type.
    private static final String QUERY =
            """
            with recursive base(type, target, modifier) as (
              select oid, oid, -1 from pg_type where typtype <> 'd'
              union all
              select d.oid, b.target, case when d.typtypmod >= 0 then d.typtypmod else b.modifier end
              from pg_type d join base b on d.typbasetype = b.type where d.typtype = 'd'
            )
            select n.nspname, c.relname, c.reltuples, a.attname, t.typname, t.typtype,
                   case when a.atttypmod >= 0 then a.atttypmod else b.modifier end,
                   c.relkind, obj_description(c.oid, 'pg_class'), col_description(c.oid, a.attnum)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            join base b on b.type = a.atttypid
            join pg_type t on t.oid = b.target
            where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
              and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
              and has_schema_privilege(n.oid, 'USAGE') and has_column_privilege(c.oid, a.attnum, 'SELECT')
            order by n.nspname, c.relname, a.attnum
            """;

    /// Keys and references; what check constraints say may quote values, and stays.
    private static final String KEYS =
            """
            select n.nspname, c.relname, k.contype, pg_get_constraintdef(k.oid)
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
            where k.contype in ('p', 'u', 'f') and not c.relispartition
            order by n.nspname, c.relname, k.contype <> 'p', k.contype <> 'u', k.conname
            """;

    private final Type.Decimal bareNumeric;

    /// @param bareNumeric the type of numeric columns without digits
    public Discovery(Type.Decimal bareNumeric) {
        this.bareNumeric = bareNumeric;
    }

    /// All tables, by schema and name.
    public List<SourceAnswer.DiscoveredTable> run(Connection connection) throws SQLException {
        List<SourceAnswer.DiscoveredTable> tables = new ArrayList<>();
        Map<String, List<String>> keys = keys(connection);
        try (PreparedStatement statement = connection.prepareStatement(QUERY);
                ResultSet rows = statement.executeQuery()) {
            Building table = null;
            while (rows.next()) {
                String schema = rows.getString(1);
                String name = rows.getString(2);
                if (table == null || !table.is(schema, name)) {
                    if (table != null) {
                        tables.add(table.build(keys));
                    }
                    table = new Building(schema, name, (long) rows.getFloat(3));
                    table.describe(rows.getString(8), rows.getString(9));
                }
                boolean isEnum = rows.getString(6).equals("e");
                table.add(
                        rows.getString(4),
                        isEnum
                                ? new ColumnType(Type.Simple.VARCHAR, "enum shown as text", false)
                                : ColumnType.of(rows.getString(5), rows.getInt(7), bareNumeric),
                        rows.getString(10));
            }
            if (table != null) {
                tables.add(table.build(keys));
            }
        }
        return tables;
    }

    /// By `schema.table`, in words.
    private static Map<String, List<String>> keys(Connection connection) throws SQLException {
        Map<String, List<String>> keys = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(KEYS);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.computeIfAbsent(
                                rows.getString(1) + "." + rows.getString(2), _ -> new ArrayList<>())
                        .add(
                                rows.getString(4).toLowerCase(Locale.ROOT).startsWith("primary")
                                        ? "primary key: " + columns(rows.getString(4))
                                        : rows.getString(4));
            }
        }
        return keys;
    }

    private static String columns(String definition) {
        return definition.replaceAll("^[^(]*\\(|\\).*$", "");
    }

    /// A table whose columns are still being read.
    private static final class Building {
        private final String schema;
        private final String name;
        private final long rowCount;
        private final List<Field> columns = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final Map<String, String> mapping = new HashMap<>();
        private final Map<String, String> comments = new HashMap<>();

        Building(String schema, String name, long rowCount) {
            this.schema = schema;
            this.name = name;
            this.rowCount = rowCount;
            mapping.put("schema", schema);
            mapping.put("table", name);
        }

        boolean is(String otherSchema, String otherName) {
            return schema.equals(otherSchema) && name.equals(otherName);
        }

        void describe(String kind, @Nullable String comment) {
            if (comment != null && !comment.isBlank()) {
                notes.add(comment);
            }
            switch (kind) {
                case "v" -> notes.add("a view of the database");
                case "m" -> notes.add("a materialized view of the database");
                case "f" -> notes.add("a foreign table of the database");
                default -> {}
            }
        }

        void add(String column, ColumnType type, @Nullable String comment) {
            if (comment != null && !comment.isBlank()) {
                comments.put(column, comment);
            }
            columns.add(new Field(column, type.type()));
            if (type.note() != null) {
                notes.add("%s: %s".formatted(column, type.note()));
            }
            if (type.isBareNumeric()) {
                mapping.put("numeric." + column, "bare");
            }
        }

        SourceAnswer.DiscoveredTable build(Map<String, List<String>> keys) {
            notes.addAll(keys.getOrDefault(schema + "." + name, List.of()));
            return new SourceAnswer.DiscoveredTable(
                    schema, name, columns, notes, mapping, rowCount, comments);
        }
    }
}
