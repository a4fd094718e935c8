package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Runs a query through the query function's API, as the caller whose token it is given.
final class QueryClient {
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int WAIT_SECONDS = 20;

    private final Functions functions;
    private final Clock clock;

    QueryClient(Functions functions, Clock clock) {
        this.functions = functions;
        this.clock = clock;
    }

    /// What came: Arrow IPC streams.
    record Result(String queryId, List<byte[]> streams) {
        Result {
            streams = List.copyOf(streams);
        }
    }

    /// @throws TrawlException the query's own error, or TIME_LIMIT_EXCEEDED
    Result run(String sql, String purpose, String token, Instant deadline) {
        String body =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("sql").string(sql);
                            if (!purpose.isEmpty()) {
                                o.field("purpose").string(purpose);
                            }
                            o.field("wait").integer(WAIT_SECONDS);
                        }));
        JsonNode answer = call("POST", "/v1/query", body, token, deadline);
        while (answer.path("statusCode").asInt() == 202) {
            String location = answer.path("headers").path("location").asText();
            if (location.isEmpty() || !clock.instant().isBefore(deadline)) {
                throw timeIsUp();
            }
            answer = call("GET", location + "/results", "", token, deadline);
        }
        return result(answer);
    }

    private static Result result(JsonNode answer) {
        byte[] body = body(answer);
        if (answer.path("statusCode").asInt() != 200) {
            throw problem(body);
        }
        String queryId = answer.path("headers").path("x-trawl-query-id").asText();
        if (answer.path("headers").path("content-type").asText().startsWith(ARROW)) {
            return new Result(queryId, List.of(body));
        }
        List<byte[]> streams = new ArrayList<>();
        for (JsonNode part : tree(body).path("parts")) {
            streams.add(download(part));
        }
        return new Result(queryId, streams);
    }

    private static byte[] download(JsonNode part) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(part.path("url").asText()))
                            .timeout(Duration.ofSeconds(20))
                            .build();
            byte[] bytes = client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
            if (!PartWriter.sha256(bytes).equals(part.path("sha256").asText())) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "a part of the result is not what was written");
            }
            return bytes;
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a part of the result cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw timeIsUp();
        }
    }

    private JsonNode call(String method, String path, String body, String token, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (left.isNegative() || left.isZero()) {
            throw timeIsUp();
        }
        String event =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("version").string("2.0");
                            o.field("routeKey").string(method + " " + path);
                            o.field("rawPath").string(path);
                            o.field("rawQueryString").string("");
                            o.field("headers");
                            o.object(h ->
                                    h.field("authorization")
                                            .string("Bearer " + token)
                                            .field("accept")
                                            .string(ARROW)
                                            .field("content-type")
                                            .string("application/json"));
                            o.field("requestContext");
                            o.object(c -> context(c, method, path));
                            o.field("body").string(body);
                            o.field("isBase64Encoded").bool(false);
                        }));
        return tree(functions.call("query", event, left).getBytes(StandardCharsets.UTF_8));
    }

    private static void context(JsonWriter out, String method, String path) {
        out.field("http");
        out.object(h ->
                h.field("method")
                        .string(method)
                        .field("path")
                        .string(path)
                        .field("protocol")
                        .string("HTTP/1.1")
                        .field("sourceIp")
                        .string("127.0.0.1")
                        .field("userAgent")
                        .string("trawl-export"));
        out.field("requestId").string("export");
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

    private static TrawlException malformed(IOException e) {
        return new TrawlException(
                ErrorCode.MALFORMED_MESSAGE, "the query function's answer cannot be read", e);
    }

    private static TrawlException timeIsUp() {
        return new TrawlException(
                ErrorCode.TIME_LIMIT_EXCEEDED,
                "the export's query did not end in time; export less at once, or raise TRAWL_EXPORT_TIME");
    }
}
