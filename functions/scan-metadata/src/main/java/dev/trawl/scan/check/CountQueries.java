package dev.trawl.scan.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Queries of checks, through the query function's API, as their declared principal: with a ticket
/// of the policy function instead of a person's token (ADR 10). Takes whole numbers only, so that a
/// query that somebody wrote brings no values here.
final class CountQueries {
    private static final String QUERY = "query";
    private static final int WAIT_SECONDS = 20;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int NUMBERS_MAX = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicyClient policy;
    private final Supplier<CatalogHead> heads;
    private final Functions functions;
    private final Clock clock;

    CountQueries(
            PolicyClient policy, Supplier<CatalogHead> heads, Functions functions, Clock clock) {
        this.policy = policy;
        this.heads = heads;
        this.functions = functions;
        this.clock = clock;
    }

    /// The numbers of the one row that a query gives.
    ///
    /// @throws TrawlException the query's own; INVALID_RESOURCE if it gives something else
    List<Long> numbers(CheckSpec check, String sql, Instant deadline) {
        String id = UUID.randomUUID().toString().replace("-", "");
        String ticket =
                policy.decide(
                                new DecisionRequest(
                                        new DecisionRequest.Credential.Machine(check.principal()),
                                        check.purpose(),
                                        Action.EXPORT,
                                        id,
                                        heads.get().catalogHash(),
                                        check.destination(),
                                        List.of()))
                        .ticket();
        Job job = new Job(ticket, id, check.destination());
        String body =
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("sql").string(sql).field("wait").integer(WAIT_SECONDS)));
        JsonNode answer = call("POST", "/v1/query", body, job, deadline);
        while (answer.path("statusCode").asInt() == 202) {
            LockSupport.parkNanos(PAUSE.toNanos());
            String location = answer.path("headers").path("location").asText();
            answer = call("GET", location + "/results", "", job, deadline);
        }
        return numbers(answer);
    }

    private record Job(String ticket, String queryId, String destination) {
        @Override
        public String toString() {
            return "Job[" + queryId + "]";
        }
    }

    private static List<Long> numbers(JsonNode answer) {
        JsonNode body = body(answer);
        if (answer.path("statusCode").asInt() != 200) {
            throw problem(body);
        }
        JsonNode row = body.path("rows").path(0);
        if (body.path("rows").size() != 1 || row.isEmpty() || row.size() > NUMBERS_MAX) {
            throw unfit();
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonNode cell : row) {
            if (!cell.asText().matches("-?[0-9]{1,18}")) {
                throw unfit();
            }
            numbers.add(Long.parseLong(cell.asText()));
        }
        return numbers;
    }

    private static TrawlException unfit() {
        return new TrawlException(
                ErrorCode.INVALID_RESOURCE,
                "the query of a check gives one row with one whole number, how many rows are wrong");
    }

    private JsonNode call(String method, String path, String body, Job job, Instant deadline) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) {
            throw new TrawlException(
                    ErrorCode.TIME_LIMIT_EXCEEDED,
                    "the check did not end in time; check less at once, or raise TRAWL_SCAN_TIMEOUT");
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
                                            .string("application/json"));
                            o.field("requestContext");
                            o.object(c ->
                                    c.field("http").object(h -> h.field("method").string(method)));
                            o.field("body").string(body);
                            o.field("isBase64Encoded").bool(false);
                        }));
        return tree(functions.call(QUERY, event, left));
    }

    private static JsonNode body(JsonNode answer) {
        String text = answer.path("body").asText("");
        return tree(
                answer.path("isBase64Encoded").asBoolean(false)
                        ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
                        : text);
    }

    private static TrawlException problem(JsonNode problem) {
        String name = problem.path("code").asText();
        ErrorCode code =
                Arrays.stream(ErrorCode.values())
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElse(ErrorCode.FUNCTION_FAILED);
        return new TrawlException(code, problem.path("detail").asText("the query failed"));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.FUNCTION_FAILED, "the query function's answer cannot be read", e);
        }
    }
}
