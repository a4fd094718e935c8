package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.DuckDbMacros;
import java.sql.SQLException;
import java.util.Locale;

/// DuckDB's errors as codes. Its texts quote values, so they stay in the cause.
final class EngineErrors {
    private EngineErrors() {}

    static TrawlException of(SQLException error) {
        String text = String.valueOf(error.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (text.contains(DuckDbMacros.DIVISION_BY_ZERO) || lower.contains("division by zero")) {
            return new TrawlException(
                    ErrorCode.DIVISION_BY_ZERO, "a number is divided by zero", error);
        }
        if (text.contains(DuckDbMacros.INVALID_ARGUMENT)) {
            return new TrawlException(
                    ErrorCode.INVALID_ARGUMENT,
                    "an argument of a function is out of its range",
                    error);
        }
        if (text.contains(DuckDbMacros.INVALID_CAST)) {
            return invalidCast(error);
        }
        if (lower.contains("out of memory")
                || lower.contains("could not allocate")
                || lower.contains("failed to offload")
                || lower.contains("max_temp_directory_size")) {
            return new TrawlException(
                    ErrorCode.MEMORY_LIMIT_EXCEEDED,
                    "the query needs more memory and scratch space than the function has; ask for less at once",
                    error);
        }
        if (text.contains(DuckDbMacros.OUT_OF_RANGE)
                || lower.contains("out of range")
                || lower.contains("overflow")
                || lower.contains("out of its range")
                || lower.contains("outside of range")) {
            return outOfRange(error);
        }
        if (lower.contains("conversion error")) {
            return lower.contains("from string") || lower.contains("could not convert string")
                    ? invalidCast(error)
                    : outOfRange(error);
        }
        return new TrawlException(ErrorCode.INTERNAL, "the local evaluator failed", error);
    }

    private static TrawlException outOfRange(SQLException error) {
        return new TrawlException(
                ErrorCode.VALUE_OUT_OF_RANGE,
                "a value does not fit the type of its expression",
                error);
    }

    private static TrawlException invalidCast(SQLException error) {
        return new TrawlException(
                ErrorCode.INVALID_CAST,
                "a text cannot be cast to the type asked for; try_cast gives NULL instead",
                error);
    }
}
