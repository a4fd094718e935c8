package dev.trawl.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.TrawlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What every handler calls: takes the payload, tells HTTP from messages and events, and always
/// answers. Errors become problem documents or error messages; a bug becomes INTERNAL and its place
/// goes to the log. Thread-safe.
///
/// Only events end with an exception ({@link EventFailedException}), so that they come again.
public final class FunctionEdge {
    /// What the platform takes and gives at most, and room for its own escapes.
    static final int PAYLOAD_BYTES_MAX = 6 * 1024 * 1024 + 100 * 1024;

    private static final int CAUSES_MAX = 5;

    /// It was started by valid settings, or restored, and answers.
    private static final String HEALTHY = "{\"status\":\"ok\"}";

    private static final JsonLimits LIMITS = new JsonLimits(500, PAYLOAD_BYTES_MAX);

    private final Endpoints endpoints;
    private final JsonLog log;
    private final Clock clock;
    private final Calls calls;
    private final AtomicBoolean isCold = new AtomicBoolean(true);

    public FunctionEdge(Endpoints endpoints, JsonLog log, Clock clock) {
        this(endpoints, log, clock, new Calls(clock));
    }

    /// @param calls of this process, which the lines that end runs tell of
    public FunctionEdge(Endpoints endpoints, JsonLog log, Clock clock, Calls calls) {
        this.endpoints = endpoints;
        this.log = log;
        this.clock = clock;
        this.calls = calls;
    }

    /// The edge of the function that this process is, which tells of no calls.
    public static FunctionEdge of(String function, Endpoints endpoints) {
        return of(function, endpoints, new Calls(Clock.systemUTC()));
    }

    /// The edge of the function that this process is.
    ///
    /// @param calls of this process, which the lines that end runs tell of
    public static FunctionEdge of(String function, Endpoints endpoints, Calls calls) {
        return new FunctionEdge(endpoints, JsonLog.standard(function), Clock.systemUTC(), calls);
    }

    /// Handles one invocation of the platform.
    public void handle(InputStream in, OutputStream out, Context context) throws IOException {
        Invocation invocation =
                new Invocation(
                        context.getAwsRequestId(),
                        context.getXrayTraceId(),
                        clock.instant().plusMillis(context.getRemainingTimeInMillis()));
        byte[] payload = in.readNBytes(PAYLOAD_BYTES_MAX + 1);
        out.write(answer(payload, invocation).getBytes(StandardCharsets.UTF_8));
    }

    /// The answer to a payload.
    public String answer(byte[] payload, Invocation invocation) {
        Instant start = clock.instant();
        Outcome outcome = new Outcome(PayloadKind.UNKNOWN, null);
        try {
            outcome = run(payload, invocation);
            if (outcome.kind() == PayloadKind.EVENT && outcome.error() != null) {
                throw new EventFailedException(outcome.error().code());
            }
            return outcome.text();
        } finally {
            end(outcome, invocation, start);
        }
    }

    private Outcome run(byte[] payload, Invocation invocation) {
        PayloadKind kind = PayloadKind.UNKNOWN;
        try {
            String text = text(payload);
            kind = PayloadKind.of(text);
            return new Outcome(kind, dispatch(kind, text, invocation));
        } catch (TrawlException e) {
            if (e.code().kind() == ErrorKind.BUG) {
                log.error("request hit a bug", Map.of("requestId", invocation.requestId()), e);
            }
            return failed(kind, e, invocation);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
            log.error("request hit a bug", Map.of("requestId", invocation.requestId()), e);
            TrawlException error =
                    new TrawlException(
                            ErrorCode.INTERNAL,
                            "Trawl failed on its own account; the log has the request '%s'"
                                    .formatted(invocation.requestId()));
            return failed(kind, error, invocation);
        }
    }

    private String dispatch(PayloadKind kind, String text, Invocation invocation) {
        return switch (kind) {
            case HTTP ->
                    HttpEvents.encode(
                            required(endpoints.http(), "HTTP requests")
                                    .handle(HttpEvents.decode(fields(text)), invocation));
            case MESSAGE -> required(endpoints.messages(), "messages").answer(text, invocation);
            case EVENT -> {
                required(endpoints.events(), "events").handle(fields(text), invocation);
                yield "{}";
            }
            case HEALTH -> HEALTHY;
            case UNKNOWN ->
                    throw new TrawlException(
                            ErrorCode.MALFORMED_MESSAGE, "the payload is not a JSON object");
        };
    }

    private Outcome failed(PayloadKind kind, TrawlException error, Invocation invocation) {
        String text =
                switch (kind) {
                    case HTTP -> HttpEvents.encode(Problems.response(error, invocation.queryId()));
                    case MESSAGE, HEALTH, UNKNOWN -> Envelope.error(error);
                    case EVENT -> "{}";
                };
        return new Outcome(kind, text, error);
    }

    private void end(Outcome outcome, Invocation invocation, Instant start) {
        Duration elapsed = Duration.between(start, clock.instant());
        String called = calls.since(start);
        boolean isFirst = isCold.getAndSet(false);
        Map<String, String> facts = new TreeMap<>(invocation.facts());
        facts.put("requestId", invocation.requestId());
        facts.put("kind", outcome.kind().name());
        facts.put("millis", Long.toString(elapsed.toMillis()));
        facts.put("coldStart", Boolean.toString(isFirst));
        if (!called.isEmpty()) {
            facts.put("calls", called);
        }
        if (invocation.traceId() != null) {
            facts.put("traceId", invocation.traceId());
        }
        if (outcome.error() == null) {
            log.ended(JsonLog.Level.INFO, facts, measured(outcome, invocation, elapsed, isFirst));
        } else {
            facts.put("code", outcome.error().code().name());
            if (outcome.error().getCause() != null) {
                facts.put("causes", causes(outcome.error()));
            }
            log.ended(JsonLog.Level.WARN, facts, measured(outcome, invocation, elapsed, isFirst));
        }
    }

    private static Map<Metric, Long> measured(
            Outcome outcome, Invocation invocation, Duration elapsed, boolean isFirst) {
        Map<Metric, Long> measured = new EnumMap<>(Metric.class);
        measured.putAll(invocation.measured());
        measured.put(Metric.REQUESTS, 1L);
        measured.put(Metric.LATENCY, elapsed.toMillis());
        if (isFirst) {
            measured.put(Metric.COLD_STARTS, 1L);
        }
        if (outcome.error() != null) {
            failures(outcome.error().code()).forEach(metric -> measured.put(metric, 1L));
        }
        return measured;
    }

    private static List<Metric> failures(ErrorCode code) {
        return switch (code) {
            case PERMISSION_DENIED, UNAUTHENTICATED -> List.of(Metric.USER_ERRORS, Metric.DENIALS);
            case THROTTLED -> List.of(Metric.LIMIT_ERRORS, Metric.THROTTLED);
            default ->
                    switch (code.kind()) {
                        case USER -> List.of(Metric.USER_ERRORS);
                        case RESOURCES -> List.of(Metric.LIMIT_ERRORS);
                        case EXTERNAL -> List.of(Metric.EXTERNAL_ERRORS);
                        case BUG -> List.of(Metric.BUGS);
                    };
        };
    }

    /// The types of what went wrong below; their messages may quote values.
    private static String causes(TrawlException error) {
        return Stream.iterate(error.getCause(), Objects::nonNull, Throwable::getCause)
                .limit(CAUSES_MAX)
                .map(cause ->
                        cause instanceof TrawlException coded
                                ? coded.code().name()
                                : cause.getClass().getSimpleName())
                .collect(Collectors.joining(" < "));
    }

    private static String text(byte[] payload) {
        if (payload.length > PAYLOAD_BYTES_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "the payload has more than %d bytes".formatted(PAYLOAD_BYTES_MAX));
        }
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static JsonValue.Fields fields(String text) {
        try {
            return (JsonValue.Fields) JsonValue.parse(text, LIMITS);
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "the event is malformed: " + e.getMessage(), e);
        }
    }

    private static <T> T required(@Nullable T endpoint, String what) {
        if (endpoint == null) {
            throw new TrawlException(ErrorCode.NOT_FOUND, "this function does not answer " + what);
        }
        return endpoint;
    }

    private record Outcome(PayloadKind kind, String text, @Nullable TrawlException error) {
        Outcome(PayloadKind kind, @Nullable String text) {
            this(kind, text == null ? "" : text, null);
        }
    }
}
