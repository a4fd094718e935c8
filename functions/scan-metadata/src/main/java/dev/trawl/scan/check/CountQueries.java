package dev.trawl.scan.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.auth.PolicyClient;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.lambda.JobQueries;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Queries of checks, through the query function's API, as their declared principal: with a ticket
/// of the policy function instead of a person's token (ADR 10). Takes whole numbers only, so that a
/// query that somebody wrote brings no values here.
final class CountQueries {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int NUMBERS_MAX = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PolicyClient policy;
    private final Supplier<CatalogHead> heads;
    private final JobQueries queries;

    CountQueries(
            PolicyClient policy, Supplier<CatalogHead> heads, Functions functions, Clock clock) {
        this.policy = policy;
        this.heads = heads;
        this.queries =
                new JobQueries(
                        (event, timeout) -> functions.call("query", event, timeout),
                        () -> LockSupport.parkNanos(PAUSE.toNanos()),
                        clock,
                        new JobQueries.Style(
                                "application/json",
                                "the check did not end in time; check less at once, or raise"
                                        + " TRAWL_SCAN_TIMEOUT"));
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
        JobQueries.Job job = new JobQueries.Job(ticket, id, check.destination());
        return numbers(tree(queries.run(sql, job, deadline).bodyText()));
    }

    private static List<Long> numbers(JsonNode body) {
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

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new TrawlException(
                    ErrorCode.FUNCTION_FAILED, "the query function's answer cannot be read", e);
        }
    }
}
