package dev.trawl.query.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.arrow.Allocators;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.query.execute.Chunk;
import dev.trawl.query.execute.ChunkReaders;
import dev.trawl.query.execute.ChunkWriter;
import dev.trawl.query.record.QueryState;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Sends answers: small ones in the response, large ones as parts behind URLs that are good for
/// minutes. Thread-safe.
public final class Deliverer {
    private static final JsonFactory JSON = new JsonFactory();

    private final Bodies bodies;
    private final ChunkReaders readers;
    private final ChunkWriter writer;
    private final ObjectStore objects;
    private final Duration urlTime;

    /// @param bodyBytesMax of a response's body
    public Deliverer(
            ObjectStore objects,
            ChunkReaders readers,
            ChunkWriter writer,
            Allocators allocators,
            long bodyBytesMax,
            Duration urlTime) {
        this.bodies = new Bodies(readers, allocators, bodyBytesMax);
        this.readers = readers;
        this.writer = writer;
        this.objects = objects;
        this.urlTime = urlTime;
    }

    /// Whether an answer that fits a response is kept as well.
    public enum Keep {
        ALWAYS,
        WHEN_LARGE
    }

    /// The answer of a query that has just ended.
    public Delivery deliver(
            String queryId,
            QueryState.Summary summary,
            List<Chunk> chunks,
            MediaType type,
            Keep keep) {
        Optional<HttpResponse> small = small(queryId, summary, chunks, type);
        if (small.isPresent() && keep == Keep.WHEN_LARGE) {
            return new Delivery(small.get(), List.of());
        }
        List<SourceAnswer.Part> parts = writer.store(queryId, chunks);
        return new Delivery(small.orElseGet(() -> manifest(queryId, summary, parts)), parts);
    }

    /// The kept answer of a query that ended before, with fresh URLs.
    public HttpResponse again(
            String queryId,
            QueryState.Summary summary,
            List<SourceAnswer.Part> parts,
            MediaType type) {
        List<Chunk> chunks = parts.stream().<Chunk>map(Chunk.Stored::new).toList();
        return small(queryId, summary, chunks, type)
                .orElseGet(() -> manifest(queryId, summary, parts));
    }

    private Optional<HttpResponse> small(
            String queryId, QueryState.Summary summary, List<Chunk> chunks, MediaType type) {
        return bodies.render(queryId, summary, chunks, type)
                .map(body ->
                        HttpResponse.bytes(200, type.text(), body)
                                .with("x-trawl-query-id", queryId));
    }

    /// Parts are Arrow streams, whatever was asked for.
    private HttpResponse manifest(
            String queryId, QueryState.Summary summary, List<SourceAnswer.Part> parts) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("queryId", queryId);
            json.writeStringField("state", "succeeded");
            Summaries.write(json, summary);
            json.writeStringField("format", MediaType.ARROW.text());
            json.writeArrayFieldStart("parts");
            for (SourceAnswer.Part part : parts) {
                json.writeStartObject();
                json.writeStringField(
                        "url", objects.presign(readers.key(part), urlTime).toString());
                json.writeNumberField("rows", part.rows());
                json.writeNumberField("bytes", part.bytes());
                json.writeStringField("sha256", part.sha256());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
        }
        return HttpResponse.json(200, text.toString()).with("x-trawl-query-id", queryId);
    }
}
