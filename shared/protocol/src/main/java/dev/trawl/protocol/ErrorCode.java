package dev.trawl.protocol;

import static dev.trawl.protocol.ErrorKind.BUG;
import static dev.trawl.protocol.ErrorKind.EXTERNAL;
import static dev.trawl.protocol.ErrorKind.RESOURCES;
import static dev.trawl.protocol.ErrorKind.USER;

/// Every way in which a request can end without an answer. Numbers and names are for ever; a
/// retired one stays as a comment.
public enum ErrorCode {
    /// The SQL text does not parse.
    SYNTAX_ERROR(1, USER),
    /// No such table, or none that the principal may know of.
    TABLE_NOT_FOUND(2, USER),
    /// Policy denies what was asked.
    PERMISSION_DENIED(3, USER),
    /// No such column, or none that the principal may see.
    COLUMN_NOT_FOUND(4, USER),
    /// A name fits several tables or columns.
    AMBIGUOUS_NAME(5, USER),
    /// Types do not fit an operator, function or cast.
    TYPE_MISMATCH(6, USER),
    /// SQL that Trawl does not offer; the message names the construct.
    NOT_SUPPORTED(7, USER),
    /// Missing, malformed, expired or foreign token.
    UNAUTHENTICATED(8, USER),
    /// The request is not what the API describes.
    INVALID_REQUEST(9, USER),
    /// No such route, query, resource or run.
    NOT_FOUND(10, USER),
    /// The resource was changed meanwhile.
    CONFLICT(11, USER),
    /// The caller, or the owner, ended the query.
    CANCELLED(12, USER),
    DIVISION_BY_ZERO(13, USER),
    /// A number, date or length outside its type.
    VALUE_OUT_OF_RANGE(14, USER),
    /// A value that cannot be cast.
    INVALID_CAST(15, USER),
    /// A scalar subquery gave more than one row.
    SUBQUERY_TOO_MANY_ROWS(16, USER),
    /// A resource that fails its schema or checks.
    INVALID_RESOURCE(17, USER),
    /// Something still depends on what should be deleted.
    IN_USE(18, USER),
    /// The method does not exist on this route.
    METHOD_NOT_ALLOWED(19, USER),
    /// None of the accepted media types is offered.
    NOT_ACCEPTABLE(20, USER),
    /// A function or argument whose value no row can satisfy, such as a negative length.
    INVALID_ARGUMENT(21, USER),
    /// The constraints of a table refuse rows that were to be written into it.
    ROWS_REFUSED(22, USER),
    /// A check that blocks exports of a dataset has not passed.
    QUALITY_CHECK_FAILED(23, USER),
    /// A change that lowers protection, by somebody who is no steward; the message names what does.
    STEWARD_NEEDED(24, USER),

    MEMORY_LIMIT_EXCEEDED(1_001, RESOURCES),
    ROWS_LIMIT_EXCEEDED(1_002, RESOURCES),
    BYTES_LIMIT_EXCEEDED(1_003, RESOURCES),
    TIME_LIMIT_EXCEEDED(1_004, RESOURCES),
    SPLITS_LIMIT_EXCEEDED(1_005, RESOURCES),
    /// A request, SQL text or plan larger or deeper than allowed.
    REQUEST_TOO_LARGE(1_006, RESOURCES),
    /// Too many requests at once.
    THROTTLED(1_007, RESOURCES),
    /// A rule lets the principal ask so often and no more; the message names it.
    RATE_LIMITED(1_008, RESOURCES),
    /// A recursion that still makes rows after as many steps as are allowed.
    ITERATIONS_LIMIT_EXCEEDED(1_009, RESOURCES),

    /// A source cannot be reached or broke off.
    SOURCE_UNAVAILABLE(2_001, EXTERNAL),
    /// A source answered with an error; its own text stays in its log.
    SOURCE_FAILED(2_002, EXTERNAL),
    /// A file or table is not what the catalog says, or cannot be read.
    SOURCE_DATA_INVALID(2_003, EXTERNAL),
    /// A file or table changed while it was read.
    SOURCE_CHANGED(2_004, EXTERNAL),
    /// The policy function cannot be reached: everything is denied.
    POLICY_UNAVAILABLE(2_005, EXTERNAL),
    /// A store of the fleet cannot be reached.
    STORE_UNAVAILABLE(2_006, EXTERNAL),
    /// Keys of a token issuer cannot be fetched.
    ISSUER_UNAVAILABLE(2_007, EXTERNAL),
    /// A function of the fleet died or timed out.
    FUNCTION_FAILED(2_008, EXTERNAL),
    /// Whether a write took place is not known; it was neither repeated nor undone.
    COMMIT_STATE_UNKNOWN(2_009, EXTERNAL),

    /// A grant that is forged, altered, expired, revoked, for somebody else or not understood.
    GRANT_INVALID(3_001, BUG),
    /// A fragment that asks for more than its grant shows.
    GRANT_EXCEEDED(3_002, BUG),

    INTERNAL(9_001, BUG),
    /// A message of another version or shape.
    MALFORMED_MESSAGE(9_002, BUG);

    private final int number;
    private final ErrorKind kind;

    ErrorCode(int number, ErrorKind kind) {
        this.number = number;
        this.kind = kind;
    }

    public int number() {
        return number;
    }

    public ErrorKind kind() {
        return kind;
    }
}
