package dev.trawl.testkit.fuzz;

/// What an expression gives, as far as a generator must know to fit it into another.
public enum Kind {
    INTEGER("integer"),
    BIGINT("bigint"),
    DECIMAL("decimal(10,2)"),
    TEXT("varchar"),
    DATE("date"),
    TIMESTAMP("timestamp"),
    DOUBLE("double precision"),
    BOOLEAN("boolean");

    private final String sql;

    Kind(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
