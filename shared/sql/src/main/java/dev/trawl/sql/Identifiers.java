package dev.trawl.sql;

/// Quoted names, as both dialects have them.
public final class Identifiers {
    private Identifiers() {}

    /// @throws IllegalArgumentException if the name has a NUL, which no database takes
    public static String quote(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a name holds a NUL character");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
