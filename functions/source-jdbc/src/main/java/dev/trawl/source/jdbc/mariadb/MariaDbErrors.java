package dev.trawl.source.jdbc.mariadb;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.jdbc.connect.SqlErrors;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// MariaDB's numbers of errors as error codes. The database's own text, which may quote values, is
/// dropped with the exception that has it.
final class MariaDbErrors {
    private MariaDbErrors() {}

    /// What a failure means when neither a deadline nor a cancellation caused it.
    static TrawlException of(SQLException e) {
        @Nullable String state = e.getSQLState();
        String known = state == null || state.length() != 5 ? "HY000" : state;
        return SqlErrors.of(code(e.getErrorCode(), known), known);
    }

    private static ErrorCode code(int number, String state) {
        return switch (number) {
            case 1690, 1264, 1916 -> ErrorCode.VALUE_OUT_OF_RANGE;
            case 1365 -> ErrorCode.DIVISION_BY_ZERO;
            case 1242 -> ErrorCode.SUBQUERY_TOO_MANY_ROWS;
            // No such database, table or column; a view that no longer fits its tables.
            case 1049, 1054, 1146, 1356, 4161 -> ErrorCode.SOURCE_DATA_INVALID;
            // Deadlocks, and tables that were changed under a snapshot.
            case 1020, 1213, 1412 -> ErrorCode.SOURCE_CHANGED;
            // Too many connections: of the server, of the user, of the user's rights.
            case 1040, 1203, 1226 -> ErrorCode.THROTTLED;
            // Shutdown, timeouts, killed statements and connections.
            case 1053, 1205, 1317, 1927, 1969, 4031 -> ErrorCode.SOURCE_UNAVAILABLE;
            default -> family(state.substring(0, 2));
        };
    }

    private static ErrorCode family(String family) {
        return switch (family) {
            case "08", "28", "70" -> ErrorCode.SOURCE_UNAVAILABLE;
            default -> ErrorCode.SOURCE_FAILED;
        };
    }
}
