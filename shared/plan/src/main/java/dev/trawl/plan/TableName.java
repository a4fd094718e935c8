package dev.trawl.plan;

/// Full name of a table: the source that holds it, a schema of that source, the table. Case is
/// kept.
public record TableName(String source, String schema, String table)
        implements Comparable<TableName> {
    private static final int PART_MAX = 128;

    public TableName {
        check(source);
        check(schema);
        check(table);
    }

    /// Reads `source.schema.table`; no part may contain a dot.
    public static TableName parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException(
                    "a table is named source.schema.table, not '%s'".formatted(text));
        }
        return new TableName(parts[0], parts[1], parts[2]);
    }

    private static void check(String part) {
        if (part.isEmpty() || part.length() > PART_MAX || part.indexOf('.') >= 0) {
            throw new IllegalArgumentException(
                    "part of a table name must have 1 to %d characters and no dot: '%s'"
                            .formatted(PART_MAX, part));
        }
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return source + "." + schema + "." + table;
    }
}
