package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.SqlFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// DuckDB's errors as codes. Its own texts quote values of rows and are dropped, causes included.
final class EngineErrors {
    private static final int KIND_MAX = 40;
    private static final Set<String> UNREADABLE =
            Set.of("Invalid Input Error", "Invalid Error", "IO Error", "Serialization Error");

    private EngineErrors() {}

    /// The error of a plan that read files in `folder`: those it cannot read are named as they are
    /// called there.
    static TrawlException of(SQLException error, Path folder) {
        TrawlException coded = of(error);
        String text = String.valueOf(error.getMessage());
        if (coded.code() != ErrorCode.INTERNAL || !UNREADABLE.contains(kind(text))) {
            return coded;
        }
        Matcher name =
                Pattern.compile(
                                Pattern.quote(folder.toAbsolutePath() + "/")
                                        + "(?:[\\w.=-]+/)*([\\w.=-]+)")
                        .matcher(text);
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID,
                name.find()
                        ? "file '%s' cannot be read: it is damaged or not of its format"
                                .formatted(name.group(1))
                        : "a file cannot be read: it is damaged or not of its format");
    }

    static TrawlException of(SQLException error) {
        String text = String.valueOf(error.getMessage());
        if (isOutOfMemory(text)) {
            return new TrawlException(
                    ErrorCode.MEMORY_LIMIT_EXCEEDED,
                    "the query needs more memory and scratch space than the function has; ask for"
                            + " less at once");
        }
        Optional<SqlFailure> failure = SqlFailure.of(Dialect.DUCKDB, "", text);
        return failure.isPresent()
                ? of(failure.get())
                : new TrawlException(
                        ErrorCode.INTERNAL, "the local evaluator failed with " + kind(text));
    }

    private static TrawlException of(SqlFailure failure) {
        ErrorCode code =
                switch (failure) {
                    case DIVISION_BY_ZERO -> ErrorCode.DIVISION_BY_ZERO;
                    case VALUE_OUT_OF_RANGE -> ErrorCode.VALUE_OUT_OF_RANGE;
                    case INVALID_CAST -> ErrorCode.INVALID_CAST;
                    case INVALID_ARGUMENT -> ErrorCode.INVALID_ARGUMENT;
                    case SUBQUERY_TOO_MANY_ROWS -> ErrorCode.SUBQUERY_TOO_MANY_ROWS;
                };
        return new TrawlException(code, failure.explanation());
    }

    private static boolean isOutOfMemory(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return kind(text).equals("Out of Memory Error")
                || kind(text).equals("IO Error") && lower.contains("temp_directory_size");
    }

    /// The class of error with which DuckDB's text begins, such as "Binder Error".
    static String kind(String text) {
        int end = text.indexOf(':');
        return end > 0 && end < KIND_MAX && text.substring(0, end).endsWith("Error")
                ? text.substring(0, end)
                : "an unknown error";
    }
}
