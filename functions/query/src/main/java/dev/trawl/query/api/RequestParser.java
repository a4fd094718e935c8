package dev.trawl.query.api;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.lambda.RequestBody;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.QueryLimits;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.execute.Splitting;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `POST /v1/query` and `/v1/explain`. Thread-safe.
public final class RequestParser {
    private static final Set<String> FIELDS =
            Set.of("sql", "parameters", "purpose", "wait", "limits", "options");
    private static final Set<String> EXPLAIN_FIELDS =
            Set.of(
                    "sql",
                    "parameters",
                    "purpose",
                    "wait",
                    "limits",
                    "options",
                    "format",
                    "analyze");
    private static final int KEY_CHARACTERS_MAX = 200;
    private static final int PURPOSE_CHARACTERS_MAX = 200;

    private final QueryLimits limits;

    public RequestParser(QueryLimits limits) {
        this.limits = limits;
    }

    /// @throws TrawlException INVALID_REQUEST, REQUEST_TOO_LARGE, NOT_ACCEPTABLE or NOT_SUPPORTED
    public QueryRequest parse(HttpRequest request) {
        return parse(request, FIELDS, MediaType.of(request.header("accept")));
    }

    /// A request whose answer has no rows, so that none of their forms is asked for.
    public QueryRequest parseToExplain(HttpRequest request) {
        return parse(request, EXPLAIN_FIELDS, MediaType.JSON);
    }

    /// The form in which an explanation is asked for.
    public Optional<String> format(HttpRequest request) {
        checkLength(request);
        return RequestBody.of(request).findText("format");
    }

    /// Whether the query to be explained shall run.
    public boolean analyze(HttpRequest request) {
        checkLength(request);
        return RequestBody.of(request).findFlag("analyze").orElse(Boolean.FALSE);
    }

    private QueryRequest parse(HttpRequest request, Set<String> fields, MediaType mediaType) {
        checkLength(request);
        RequestBody body = RequestBody.of(request).only(fields);
        RequestBody own = body.object("limits").only(Set.of("rows", "bytes"));
        RequestBody options = body.object("options").only(Set.of("pushdown", "splitsMax"));
        return new QueryRequest(
                sql(body),
                purpose(request, body),
                wait(body),
                own.findNumber("rows", 0, limits.rowsMax()).orElse(limits.rowsMax()),
                own.findNumber("bytes", 0, limits.bytesMax().bytes())
                        .orElse(limits.bytesMax().bytes()),
                pushdown(options),
                options.has("splitsMax") ? Splitting.ALWAYS : Splitting.WHERE_IT_PAYS,
                Math.toIntExact(
                        options.findNumber("splitsMax", 1, limits.splitsMax())
                                .orElse((long) limits.splitsMax())),
                mediaType,
                bounded("Idempotency-Key", request.header("idempotency-key"), KEY_CHARACTERS_MAX)
                        .orElse(null),
                Parameters.of(body));
    }

    private void checkLength(HttpRequest request) {
        if (request.body().length() > limits.bodyBytesMax()) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the body has %d bytes, the limit is %d"
                            .formatted(request.body().length(), limits.bodyBytesMax()));
        }
    }

    private String sql(RequestBody body) {
        String sql = body.text("sql");
        if (sql.length() > limits.sqlCharactersMax()) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the SQL has %d characters, the limit is %d"
                            .formatted(sql.length(), limits.sqlCharactersMax()));
        }
        return sql;
    }

    private static @Nullable String purpose(HttpRequest request, RequestBody body) {
        Optional<String> inBody = body.findText("purpose");
        Optional<String> inHeader = request.header("x-trawl-purpose");
        if (inBody.isPresent() && inHeader.isPresent() && !inBody.equals(inHeader)) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "'purpose' and the header X-Trawl-Purpose differ; send one");
        }
        return bounded("purpose", inBody.or(() -> inHeader), PURPOSE_CHARACTERS_MAX).orElse(null);
    }

    private Duration wait(RequestBody body) {
        return body.findNumber("wait", 0, limits.waitMax().toSeconds())
                .map(Duration::ofSeconds)
                .orElse(limits.waitDefault());
    }

    private static SourceRequest.Pushdown pushdown(RequestBody options) {
        String text = options.findText("pushdown").orElse("full");
        return switch (text) {
            case "full" -> SourceRequest.Pushdown.FULL;
            case "none" -> SourceRequest.Pushdown.NONE;
            default ->
                    throw new TrawlException(
                            ErrorCode.INVALID_REQUEST, "'options.pushdown' must be full or none");
        };
    }

    private static Optional<String> bounded(
            String name, Optional<String> value, int charactersMax) {
        if (value.isPresent() && (value.get().isBlank() || value.get().length() > charactersMax)) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "%s must have 1 to %d characters".formatted(name, charactersMax));
        }
        return value;
    }
}
