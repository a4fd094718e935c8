package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.PartWriter;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.JobQueries;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Runs a query through the query function's API as a job: with a ticket of the policy function
/// instead of a person's token. Holds one part of the result at a time.
final class QueryClient {
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JobQueries queries;
    private final Downloads downloads;

    QueryClient(Functions functions, Downloads downloads, Pause pause, Clock clock) {
        this.queries =
                new JobQueries(
                        (event, timeout) -> functions.call("query", event, timeout),
                        pause::take,
                        clock,
                        new JobQueries.Style(
                                ARROW,
                                "the export's query did not end in time; export less at once, or"
                                        + " raise TRAWL_EXPORT_TIME"));
        this.downloads = downloads;
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

    /// @param parts takes Arrow IPC streams, in order
    /// @return tables that policies were applied to, by name
    /// @throws TrawlException the query's own error, or TIME_LIMIT_EXCEEDED
    SortedSet<String> run(
            ExportSpec spec, JobQueries.Job job, Instant deadline, Consumer<byte[]> parts) {
        take(queries.run(spec.query(), job, deadline), parts);
        return datasets(queries.state(job, deadline));
    }

    private void take(HttpResponse answer, Consumer<byte[]> parts) {
        byte[] body = answer.body().toArray();
        if (answer.headers().getOrDefault("content-type", "").startsWith(ARROW)) {
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

    private static SortedSet<String> datasets(HttpResponse state) {
        SortedSet<String> tables = new TreeSet<>();
        tree(state.body().toArray())
                .path("policies")
                .forEach(p -> tables.add(p.path("table").asText()));
        return tables;
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
}
