package dev.trawl.lambda;

import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Errors as `application/problem+json` (RFC 9457); the one place that knows their HTTP status.
public final class Problems {
    public static final String CONTENT_TYPE = "application/problem+json";

    private Problems() {}

    public static HttpResponse response(TrawlException error, @Nullable String queryId) {
        int status = status(error.code());
        HttpResponse response =
                HttpResponse.text(status, CONTENT_TYPE, document(error, status, queryId));
        return switch (error.code()) {
            case UNAUTHENTICATED -> response.with("www-authenticate", "Bearer");
            case THROTTLED -> response.with("retry-after", "1");
            case RATE_LIMITED ->
                    response.with(
                            "retry-after", String.valueOf(error.retryAfterSeconds().orElse(1)));
            default -> status == 503 ? response.with("retry-after", "5") : response;
        };
    }

    /// The document alone, as results of queries that failed later have it.
    public static String document(TrawlException error, @Nullable String queryId) {
        return document(error, status(error.code()), queryId);
    }

    private static String document(TrawlException error, int status, @Nullable String queryId) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("type").string(type(error.code()));
                    o.field("title").string(title(error.code()));
                    o.field("status").integer(status);
                    o.field("code").string(error.code().name());
                    o.field("detail").string(error.text());
                    if (queryId != null) {
                        o.field("queryId").string(queryId);
                    }
                    error.position()
                            .ifPresent(p ->
                                    o.field("position")
                                            .object(at ->
                                                    at.field("line")
                                                            .integer(p.line())
                                                            .field("column")
                                                            .integer(p.column())));
                }));
    }

    public static int status(ErrorCode code) {
        return switch (code) {
            case SYNTAX_ERROR,
                    TABLE_NOT_FOUND,
                    COLUMN_NOT_FOUND,
                    AMBIGUOUS_NAME,
                    TYPE_MISMATCH,
                    NOT_SUPPORTED,
                    INVALID_REQUEST,
                    INVALID_RESOURCE,
                    INVALID_ARGUMENT ->
                    400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED, STEWARD_NEEDED -> 403;
            case NOT_FOUND -> 404;
            case METHOD_NOT_ALLOWED -> 405;
            case NOT_ACCEPTABLE -> 406;
            case CONFLICT, CANCELLED, IN_USE, QUALITY_CHECK_FAILED -> 409;
            case REQUEST_TOO_LARGE -> 413;
            case DIVISION_BY_ZERO,
                    VALUE_OUT_OF_RANGE,
                    INVALID_CAST,
                    SUBQUERY_TOO_MANY_ROWS,
                    ROWS_REFUSED,
                    MEMORY_LIMIT_EXCEEDED,
                    ROWS_LIMIT_EXCEEDED,
                    BYTES_LIMIT_EXCEEDED,
                    TIME_LIMIT_EXCEEDED,
                    SPLITS_LIMIT_EXCEEDED,
                    ITERATIONS_LIMIT_EXCEEDED ->
                    422;
            case THROTTLED, RATE_LIMITED -> 429;
            case SOURCE_FAILED, SOURCE_DATA_INVALID, SOURCE_CHANGED, FUNCTION_FAILED -> 502;
            case SOURCE_UNAVAILABLE, POLICY_UNAVAILABLE, STORE_UNAVAILABLE, ISSUER_UNAVAILABLE ->
                    503;
            case COMMIT_STATE_UNKNOWN, GRANT_INVALID, GRANT_EXCEEDED, INTERNAL, MALFORMED_MESSAGE ->
                    500;
        };
    }

    private static String type(ErrorCode code) {
        return "urn:trawl:problem:" + code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String title(ErrorCode code) {
        String words = code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
