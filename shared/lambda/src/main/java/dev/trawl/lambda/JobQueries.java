package dev.trawl.lambda;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Queries of jobs, through the query function's API: with a ticket of the policy function instead
/// of a person's token (ADR 10). Thread-safe if its parts are.
public final class JobQueries {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int WAIT_SECONDS = 20;
    private static final int CALL_SECONDS = 3;
    private static final JsonLimits PROBLEM_LIMITS =
            new JsonLimits(20, FunctionEdge.PAYLOAD_BYTES_MAX);

    private final Function query;
    private final Runnable pause;
    private final Clock clock;
    private final Style style;

    /// @param query the query function
    /// @param pause waits before a query is asked for again
    public JobQueries(Function query, Runnable pause, Clock clock, Style style) {
        this.query = query;
        this.pause = pause;
        this.clock = clock;
        this.style = style;
    }

    /// A function that answers the gateway's events.
    @FunctionalInterface
    public interface Function {
        String call(String event, Duration timeout);
    }

    /// How a kind of job asks.
    ///
    /// @param accept media type of results
    /// @param late what is told where the time is over
    public record Style(String accept, String late) {}

    /// What the query function is shown.
    ///
    /// @param destination where the result goes to, by which policy decides
    /// @param name of what is declared, as `export/daily`, for lineage; empty for none
    public record Job(String ticket, String queryId, String destination, String name) {
        public Job(String ticket, String queryId, String destination) {
            this(ticket, queryId, destination, "");
        }

        @Override
        public String toString() {
            return "Job[" + queryId + "]";
        }
    }

    /// The answer of a query that succeeded, which may list parts.
    ///
    /// @throws TrawlException the query's own error, or TIME_LIMIT_EXCEEDED
    public HttpResponse run(String sql, Job job, Instant deadline) {
        return run(sql, job, deadline, _ -> {});
    }

    /// The same, and tells while the query runs what is answered instead, which may say how far it
    /// is.
    public HttpResponse run(
            String sql, Job job, Instant deadline, Consumer<HttpResponse> meanwhile) {
        String body =
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("sql")
                                        .string(sql)
                                        .field("wait")
                                        .integer(waitSeconds(deadline))));
        try {
            return answered(body, job, deadline, meanwhile);
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.TIME_LIMIT_EXCEEDED) {
                cancel(job);
            }
            throw e;
        }
    }

    private HttpResponse answered(
            String body, Job job, Instant deadline, Consumer<HttpResponse> meanwhile) {
        HttpResponse answer = call("POST", "/v1/query", body, job, deadline);
        while (answer.status() == ACCEPTED) {
            String location = answer.headers().getOrDefault("location", "");
            if (location.isEmpty() || !clock.instant().isBefore(deadline)) {
                throw timeIsUp();
            }
            meanwhile.accept(answer);
            pause.run();
            answer = call("GET", location + "/results", "", job, deadline);
        }
        return succeeded(answer);
    }

    /// No longer than there is time, less what a call takes.
    private long waitSeconds(Instant deadline) {
        long left = Duration.between(clock.instant(), deadline).toSeconds();
        return Math.clamp(left - CALL_SECONDS, 1, WAIT_SECONDS);
    }

    /// Nobody waits for it any more.
    private void cancel(Job job) {
        try {
            call(
                    "DELETE",
                    "/v1/queries/" + job.queryId(),
                    "",
                    job,
                    clock.instant().plusSeconds(CALL_SECONDS));
        } catch (TrawlException e) {
            // It ends by its own limits.
            return;
        }
    }

    /// The answer once more of a job's query that succeeded, with fresh URLs of its parts.
    ///
    /// @throws TrawlException as {@link #run}
    public HttpResponse results(Job job, Instant deadline) {
        return succeeded(
                call("GET", "/v1/queries/" + job.queryId() + "/results", "", job, deadline));
    }

    /// The state of a job's query.
    ///
    /// @throws TrawlException as {@link #run}
    public HttpResponse state(Job job, Instant deadline) {
        return succeeded(call("GET", "/v1/queries/" + job.queryId(), "", job, deadline));
    }

    private HttpResponse call(String method, String path, String body, Job job, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            throw timeIsUp();
        }
        Map<String, String> headers =
                new HashMap<>(
                        Map.of(
                                "x-trawl-ticket", job.ticket(),
                                "x-trawl-query-id", job.queryId(),
                                "x-trawl-destination", job.destination(),
                                "accept", style.accept()));
        if (!job.name().isEmpty()) {
            headers.put("x-trawl-job", job.name());
        }
        try {
            return HttpEvents.decodeAnswer(
                    query.call(HttpEvents.encode(method, path, headers, body), left));
        } catch (TrawlException e) {
            throw e.code() == ErrorCode.FUNCTION_FAILED && !clock.instant().isBefore(deadline)
                    ? timeIsUp()
                    : e;
        }
    }

    private static HttpResponse succeeded(HttpResponse answer) {
        if (answer.status() != OK) {
            throw refusal(answer);
        }
        return answer;
    }

    /// The query's refusal with its own code.
    private static TrawlException refusal(HttpResponse answer) {
        JsonValue.Fields problem;
        try {
            problem = (JsonValue.Fields) JsonValue.parse(answer.bodyText(), PROBLEM_LIMITS);
        } catch (MalformedJsonException | ClassCastException e) {
            throw HttpEvents.unreadable(e);
        }
        String name = problem.findText("code").orElse("");
        ErrorCode code =
                Arrays.stream(ErrorCode.values())
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElse(ErrorCode.FUNCTION_FAILED);
        return new TrawlException(code, problem.findText("detail").orElse("the query failed"));
    }

    private TrawlException timeIsUp() {
        return new TrawlException(ErrorCode.TIME_LIMIT_EXCEEDED, style.late());
    }
}
