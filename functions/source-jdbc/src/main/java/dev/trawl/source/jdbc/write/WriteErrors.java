package dev.trawl.source.jdbc.write;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What refusals of a database to write mean. Its own text, which may quote values, is dropped.
final class WriteErrors {
    private static final int NO_DEFAULT = 1364;
    private static final int TOO_LONG = 1406;

    private WriteErrors() {}

    static boolean isConstraint(SQLException e) {
        return state(e).startsWith("23") || e.getErrorCode() == NO_DEFAULT;
    }

    /// Whether the database says itself that nothing stayed.
    static boolean isRolledBack(SQLException e) {
        return state(e).startsWith("40");
    }

    /// Empty for what is no refusal of rows.
    static Optional<TrawlException> of(SQLException e, Target target, String runsTable) {
        if (isConstraint(e)) {
            return Optional.of(
                    new TrawlException(
                            ErrorCode.ROWS_REFUSED,
                            "the constraints of table '%s' refuse the rows (SQLSTATE %s); nothing was written"
                                    .formatted(target.table(), state(e))));
        }
        if (state(e).equals("22001") || e.getErrorCode() == TOO_LONG) {
            return Optional.of(
                    new TrawlException(
                            ErrorCode.VALUE_OUT_OF_RANGE,
                            "a text is too long for its column in table '%s'; nothing was written"
                                    .formatted(target.table())));
        }
        return isForbidden(e)
                ? Optional.of(
                        new TrawlException(
                                ErrorCode.SOURCE_FAILED,
                                "the database lets the source's user not write: it needs SELECT, INSERT, UPDATE and DELETE on '%s' and on '%s', which it creates if it may"
                                        .formatted(target.table(), runsTable)))
                : Optional.empty();
    }

    private static boolean isForbidden(SQLException e) {
        return switch (e.getErrorCode()) {
            case 1044, 1142, 1143, 1227, 1370 -> true;
            default -> state(e).equals("42501");
        };
    }

    private static String state(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state == null ? "" : state;
    }
}
