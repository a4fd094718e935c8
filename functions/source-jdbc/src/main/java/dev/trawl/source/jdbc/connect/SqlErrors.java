package dev.trawl.source.jdbc.connect;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.SqlFailure;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// PostgreSQL's SQLSTATE as error codes. The database's own text, which may quote values, is
/// dropped with the exception that has it.
public final class SqlErrors {
    private SqlErrors() {}

    /// What a failure means when neither a deadline nor a cancellation caused it.
    public static TrawlException of(SQLException e) {
        @Nullable String state = e.getSQLState();
        String known = state == null || state.length() != 5 ? "XX000" : state;
        return of(code(known), known);
    }

    /// A failure whose code another database's errors gave.
    public static TrawlException of(ErrorCode code, String state) {
        return new TrawlException(
                code,
                code.kind() == ErrorKind.USER
                        ? text(code)
                        : "%s (SQLSTATE %s)".formatted(text(code), state));
    }

    /// The same for a connection that was not made: the source is not there, unless it only has no
    /// connection left.
    public static TrawlException whileConnecting(TrawlException failure) {
        return failure.code() == ErrorCode.THROTTLED
                ? failure
                : new TrawlException(ErrorCode.SOURCE_UNAVAILABLE, failure.text());
    }

    private static ErrorCode code(String state) {
        return switch (state) {
            case "22012" -> ErrorCode.DIVISION_BY_ZERO;
            case "22003", "22008", "22001", "22015" -> ErrorCode.VALUE_OUT_OF_RANGE;
            case "22P02", "22007", "22018", "22P03" -> ErrorCode.INVALID_CAST;
            case "22011", "22025", "22023", "2201B", "2201E", "2201F" -> ErrorCode.INVALID_ARGUMENT;
            case "21000" -> ErrorCode.SUBQUERY_TOO_MANY_ROWS;
            case "42P01", "42703", "42704", "42804", "42883", "3F000" ->
                    ErrorCode.SOURCE_DATA_INVALID;
            case "22021", "XX001", "XX002" -> ErrorCode.SOURCE_DATA_INVALID;
            case "40001", "40P01", "72000", "55000" -> ErrorCode.SOURCE_CHANGED;
            case "53200" -> ErrorCode.SOURCE_FAILED;
            case "53300" -> ErrorCode.THROTTLED;
            case "53000", "57014", "57P01", "57P02", "57P03", "57P05", "25P03", "55P03" ->
                    ErrorCode.SOURCE_UNAVAILABLE;
            default -> family(state.substring(0, 2));
        };
    }

    private static ErrorCode family(String family) {
        return switch (family) {
            case "08", "28", "3D", "53", "57" -> ErrorCode.SOURCE_UNAVAILABLE;
            default -> ErrorCode.SOURCE_FAILED;
        };
    }

    private static String text(ErrorCode code) {
        return switch (code) {
            case DIVISION_BY_ZERO -> SqlFailure.DIVISION_BY_ZERO.explanation();
            case VALUE_OUT_OF_RANGE -> SqlFailure.VALUE_OUT_OF_RANGE.explanation();
            case INVALID_CAST -> SqlFailure.INVALID_CAST.explanation();
            case INVALID_ARGUMENT -> SqlFailure.INVALID_ARGUMENT.explanation();
            case SUBQUERY_TOO_MANY_ROWS -> "a scalar subquery gave more than one row";
            case SOURCE_DATA_INVALID ->
                    "the database is not as the catalog says; scan the source again";
            case SOURCE_CHANGED -> "the database changed under the query; repeat it";
            case SOURCE_UNAVAILABLE ->
                    "the database cannot be reached, refuses the connection or broke it off";
            case THROTTLED ->
                    "the database has no connection left; try again, or let the source's function open fewer (concurrency times connectionsMax)";
            default -> "the database failed";
        };
    }
}
