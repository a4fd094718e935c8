package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.PartBytes;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.lambda.JobQueries;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/// Runs a query through the query function's API as a job: with a ticket of the policy function
/// instead of a person's token. Parts of the result are loaded when they are asked for.
final class QueryClient {
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final JobQueries queries;
    private final Downloads downloads;
    private final Clock clock;

    QueryClient(Functions functions, Downloads downloads, Pause pause, Clock clock) {
        this.queries =
                new JobQueries(
                        (event, timeout) -> functions.call("query", event, timeout),
                        pause::take,
                        clock,
                        new JobQueries.Style(
                                ARROW,
                                "the export's query did not end in time; export less at once, or"
                                        + " raise spec.timeout or TRAWL_EXPORT_TIME"));
        this.downloads = downloads;
        this.clock = clock;
    }

    /// Fetches what a presigned URL names.
    @FunctionalInterface
    interface Downloads {
        /// Puts all of it there, in place of what was there.
        ///
        /// @throws TrawlException STORE_UNAVAILABLE
        void load(String url, PartBytes target);
    }

    /// Waits before a query is asked for again.
    @FunctionalInterface
    interface Pause {
        void take();
    }

    /// The answer of a query that succeeded.
    ///
    /// @param datasets tables that policies were applied to, by name
    /// @param rows -1 if that is not told
    /// @param governed by what, and what it cost
    record Answer(
            List<Part> parts,
            SortedSet<String> datasets,
            long rows,
            List<Manifest.Origins> lineage,
            Governed governed) {
        Answer {
            parts = List.copyOf(parts);
            lineage = List.copyOf(lineage);
        }
    }

    /// An Arrow IPC stream of an answer. Thread-safe.
    ///
    /// @param bytes as it is stored
    record Part(long bytes, Consumer<PartBytes> source) {

        /// The caller closes it.
        PartBytes load(BufferAllocator allocator) {
            return PartBytes.filled(allocator, source);
        }

        /// The same, held in memory until it is loaded for the first time.
        Part loaded(byte[] held) {
            AtomicReference<byte @Nullable []> once = new AtomicReference<>(held);
            return new Part(
                    bytes,
                    target -> {
                        byte[] first = once.getAndSet(null);
                        if (first == null) {
                            source.accept(target);
                        } else {
                            target.write(ByteBuffer.wrap(first));
                        }
                    });
        }
    }

    /// @throws TrawlException the query's own error, or TIME_LIMIT_EXCEEDED
    Answer run(String sql, JobQueries.Job job, Instant deadline, Progress.Teller teller) {
        HttpResponse answer =
                queries.run(
                        sql,
                        job,
                        deadline,
                        meanwhile -> {
                            JsonNode steps = tree(meanwhile.body().toArray()).path("progress");
                            teller.asked(steps.path("done").asInt(), steps.path("all").asInt());
                        });
        JsonNode state = tree(queries.state(job, deadline).body().toArray());
        return new Answer(
                parts(answer, job, deadline),
                datasets(state),
                state.path("stats").path("rows").asLong(-1),
                state.path("lineage").valueStream().map(Manifest.Origins::of).toList(),
                Governed.answered(state));
    }

    private List<Part> parts(HttpResponse answer, JobQueries.Job job, Instant deadline) {
        byte[] body = answer.body().toArray();
        if (answer.headers().getOrDefault("content-type", "").startsWith(ARROW)) {
            return List.of(new Part(body.length, target -> target.write(ByteBuffer.wrap(body))));
        }
        Listing listing = new Listing(job, deadline, listed(body));
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < listing.parts.size(); i++) {
            int number = i;
            parts.add(
                    new Part(
                            listing.parts.path(i).path("bytes").asLong(),
                            target -> listing.load(number, target)));
        }
        return parts;
    }

    private static JsonNode listed(byte[] body) {
        JsonNode parts = tree(body).path("parts");
        if (!parts.isArray() || parts.isEmpty()) {
            throw malformed(null);
        }
        return parts;
    }

    /// Parts behind URLs that are good for minutes; they are asked for again when they are old or
    /// refuse.
    private final class Listing {
        private static final Duration GOOD = Duration.ofMinutes(4);

        private final JobQueries.Job job;
        private final Instant deadline;
        private JsonNode parts;
        private Instant listed;

        Listing(JobQueries.Job job, Instant deadline, JsonNode parts) {
            this.job = job;
            this.deadline = deadline;
            this.parts = parts;
            this.listed = clock.instant();
        }

        void load(int number, PartBytes target) {
            JsonNode part = part(number, clock.instant().minus(GOOD));
            Instant tried = clock.instant();
            try {
                downloads.load(part.path("url").asText(), target);
            } catch (TrawlException e) {
                downloads.load(part(number, tried).path("url").asText(), target);
            }
            if (!target.sha256().equals(part.path("sha256").asText())) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE,
                        "a part of the result is not what was written");
            }
        }

        /// As it was listed after a time.
        private synchronized JsonNode part(int number, Instant after) {
            if (!listed.isAfter(after)) {
                parts = listed(queries.results(job, deadline).body().toArray());
                listed = clock.instant();
            }
            return parts.path(number);
        }
    }

    private static SortedSet<String> datasets(JsonNode state) {
        SortedSet<String> tables = new TreeSet<>();
        state.path("policies").forEach(p -> tables.add(p.path("table").asText()));
        return tables;
    }

    private static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static TrawlException malformed(@Nullable IOException e) {
        return new TrawlException(
                ErrorCode.FUNCTION_FAILED, "the query function's answer cannot be read", null, e);
    }
}
