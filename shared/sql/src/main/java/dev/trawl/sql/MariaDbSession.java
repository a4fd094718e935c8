package dev.trawl.sql;

import java.util.List;

/// What a session of MariaDB is set to before rendered SQL runs in it.
public final class MariaDbSession {
    /// Set for the session, in this order.
    public static final List<String> STATEMENTS =
            List.of(
                    "SET NAMES utf8mb4 COLLATE " + MariaDbTypes.COLLATION,
                    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES,ONLY_FULL_GROUP_BY,"
                            + "NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT,ERROR_FOR_DIVISION_BY_ZERO,"
                            + "NO_UNSIGNED_SUBTRACTION,NO_ENGINE_SUBSTITUTION,IGNORE_SPACE'",
                    "SET SESSION time_zone = '+00:00', div_precision_increment = 30,"
                            + " sql_auto_is_null = 0, sql_select_limit = DEFAULT,"
                            + " sql_safe_updates = 0, character_set_results = 'utf8mb4'");

    private MariaDbSession() {}
}
