package dev.trawl.sql;

import java.util.Optional;

/// Why the evaluation of rendered SQL failed, where a row's value was at fault.
public enum SqlFailure {
    DIVISION_BY_ZERO,
    /// A number, date or length outside its type.
    VALUE_OUT_OF_RANGE,
    INVALID_CAST,
    INVALID_ARGUMENT,
    SUBQUERY_TOO_MANY_ROWS;

    /// The text with which rendered SQL fails on purpose.
    String text() {
        return switch (this) {
            case DIVISION_BY_ZERO -> DuckDbMacros.DIVISION_BY_ZERO;
            case VALUE_OUT_OF_RANGE -> DuckDbMacros.OUT_OF_RANGE;
            case INVALID_CAST -> DuckDbMacros.INVALID_CAST;
            case INVALID_ARGUMENT -> DuckDbMacros.INVALID_ARGUMENT;
            case SUBQUERY_TOO_MANY_ROWS -> DuckDbMacros.TOO_MANY_ROWS;
        };
    }

    /// What a person is told: the same wherever the expression ran, so that it does not tell where.
    public String explanation() {
        return switch (this) {
            case DIVISION_BY_ZERO -> "a number is divided by zero";
            case VALUE_OUT_OF_RANGE -> "a value does not fit the type of its expression";
            case INVALID_CAST ->
                    "a text cannot be cast to the type asked for; try_cast gives NULL instead";
            case INVALID_ARGUMENT -> "an argument of a function is out of its range";
            case SUBQUERY_TOO_MANY_ROWS -> "a scalar subquery gave more than one row";
        };
    }

    /// The failure that a database's message tells of; empty for any other.
    ///
    /// @param sqlState may be empty; DuckDB has none
    public static Optional<SqlFailure> of(Dialect dialect, String sqlState, String message) {
        return switch (dialect) {
            case DUCKDB -> ofDuckDb(message);
            case POSTGRESQL -> ofState(sqlState);
        };
    }

    private static Optional<SqlFailure> ofDuckDb(String message) {
        for (SqlFailure failure : values()) {
            if (message.contains(failure.text())) {
                return Optional.of(failure);
            }
        }
        if (message.contains("Error: Division by zero")) {
            return Optional.of(DIVISION_BY_ZERO);
        }
        if (message.contains("Out of Range Error")
                || message.contains("out of range")
                || message.contains("not in timestamp range")
                || message.contains("Conversion Error: Could not cast value")
                || message.contains("Failed to cast decimal value")) {
            return Optional.of(
                    message.contains("field value out of range")
                            ? INVALID_CAST
                            : VALUE_OUT_OF_RANGE);
        }
        if (message.contains("Conversion Error")) {
            return Optional.of(INVALID_CAST);
        }
        return message.contains("Like pattern must not end with escape")
                ? Optional.of(INVALID_ARGUMENT)
                : Optional.empty();
    }

    private static Optional<SqlFailure> ofState(String sqlState) {
        return switch (sqlState) {
            case "22012" -> Optional.of(DIVISION_BY_ZERO);
            case "22003", "22008" -> Optional.of(VALUE_OUT_OF_RANGE);
            case "22P02", "22007", "22018" -> Optional.of(INVALID_CAST);
            case "22011", "22023", "22025", "2201E", "2201F" -> Optional.of(INVALID_ARGUMENT);
            default -> Optional.empty();
        };
    }
}
