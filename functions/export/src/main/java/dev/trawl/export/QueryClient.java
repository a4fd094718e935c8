package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Runs a query through the query function's API as a job: with a ticket of the policy function
/// instead of a person's token. Holds one part of the result at a time.
final class QueryClient {
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final String QUERY = "query";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int WAIT_SECONDS = 20;

    private final Functions functions;
    private final Downloads downloads;
    private final Pause pause;
    private final Clock clock;

    QueryClient(Functions functions, Downloads downloads, Pause pause, Clock clock) {
        this.functions = functions;
        this.downloads = downloads;
        this.pause = pause;
        this.clock = clock;
    }

    /// Fetches what a presigned URL names.
    @FunctionalInterface
    interface Downloads {
        /// @throws TrawlException STORE_UNAVAILABLE
        byte[] load(String url);
    }

    /// Waits before a query is asked for again.
    @FunctionalInterface
    interface Pause {
        void take();
    }

    /// What the query function is shown.
    ///
    /// @param destination where the result will be written to
    record Job(String ticket, String queryId, String destination) {
        @Override
        public String toString() {
            return "Job[" + queryId + "]";
        }
    }

    /// @param parts takes Arrow IPC streams, in order
    /// @return tables that policies were applied to, by name
    /// @throws TrawlException the query's own error, or TIME_LIMIT_EXCEEDED
    SortedSet<String> run(ExportSpec spec, Job job, Instant deadline, Consumer<byte[]> parts) {
        String body =
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("sql")
                                        .string(spec.query())
                                        .field("wait")
                                        .integer(WAIT_SECONDS)));
        JsonNode answer = call("POST", "/v1/query", body, job, deadline);
        while (answer.path("statusCode").asInt() == 202) {
            String location = answer.path("headers").path("location").asText();
            if (location.isEmpty() || !clock.instant().isBefore(deadline)) {
                throw timeIsUp();
            }
            pause.take();
            answer = call("GET", location + "/results", "", job, deadline);
        }
        take(answer, parts);
        return datasets(call("GET", "/v1/queries/" + job.queryId(), "", job, deadline));
    }

    private void take(JsonNode answer, Consumer<byte[]> parts) {
        byte[] body = body(answer);
        if (answer.path("statusCode").asInt() != 200) {
            throw problem(body);
        }
        if (answer.path("headers").path("content-type").asText().startsWith(ARROW)) {
            parts.accept(body);
            return;
        }
        JsonNode listed = tree(body).path("parts");
        if (!listed.isArray()) {
            throw malformed(null);
        }
        for (JsonNode part : listed) {
            byte[] bytes = downloads.load(part.path("url").asText());
            if (!PartWriter.sha256(bytes).equals(part.path("sha256").asText())) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "a part of the result is not what was written");
            }
            parts.accept(bytes);
        }
    }

    private static SortedSet<String> datasets(JsonNode answer) {
        SortedSet<String> tables = new TreeSet<>();
        if (answer.path("statusCode").asInt() != 200) {
            throw problem(body(answer));
        }
        tree(body(answer)).path("policies").forEach(p -> tables.add(p.path("table").asText()));
        return tables;
    }

    private JsonNode call(String method, String path, String body, Job job, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            throw timeIsUp();
        }
        String event =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("version").string("2.0");
                            o.field("rawPath").string(path);
                            o.field("rawQueryString").string("");
                            o.field("headers");
                            o.object(h ->
                                    h.field("x-trawl-ticket")
                                            .string(job.ticket())
                                            .field("x-trawl-query-id")
                                            .string(job.queryId())
                                            .field("x-trawl-destination")
                                            .string(job.destination())
                                            .field("accept")
                                            .string(ARROW));
                            o.field("requestContext");
                            o.object(c ->
                                    c.field("http").object(h -> h.field("method").string(method)));
                            o.field("body").string(body);
                            o.field("isBase64Encoded").bool(false);
                        }));
        return tree(functions.call(QUERY, event, left).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] body(JsonNode answer) {
        String text = answer.path("body").asText("");
        return answer.path("isBase64Encoded").asBoolean(false)
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /// The query's refusal with its own code.
    private static TrawlException problem(byte[] body) {
        JsonNode problem = tree(body);
        String name = problem.path("code").asText();
        ErrorCode code =
                Arrays.stream(ErrorCode.values())
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElse(ErrorCode.FUNCTION_FAILED);
        return new TrawlException(code, problem.path("detail").asText("the query failed"));
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static TrawlException malformed(@org.jspecify.annotations.Nullable IOException e) {
        return new TrawlException(
                ErrorCode.FUNCTION_FAILED, "the query function's answer cannot be read", null, e);
    }

    private static TrawlException timeIsUp() {
        return new TrawlException(
                ErrorCode.TIME_LIMIT_EXCEEDED,
                "the export's query did not end in time; export less at once, or raise TRAWL_EXPORT_TIME");
    }
}
