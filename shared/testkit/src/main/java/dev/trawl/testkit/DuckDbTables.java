package dev.trawl.testkit;

import dev.trawl.sql.Dialect;
import dev.trawl.sql.DuckDbMacros;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A DuckDB in memory.
public final class DuckDbTables extends DialectTables {
    private DuckDbTables() throws SQLException {
        super(Dialect.DUCKDB, DriverManager.getConnection("jdbc:duckdb:"));
    }

    public static DuckDbTables open() {
        try {
            DuckDbTables tables = new DuckDbTables();
            tables.execute("SET TimeZone = 'UTC'");
            tables.execute("SET threads = 1");
            DuckDbMacros.STATEMENTS.forEach(tables::execute);
            return tables;
        } catch (SQLException e) {
            throw new AssertionError("DuckDB does not start", e);
        }
    }
}
