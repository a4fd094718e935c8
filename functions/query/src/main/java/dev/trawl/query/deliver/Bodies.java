package dev.trawl.query.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.plan.Field;
import dev.trawl.query.execute.Chunk;
import dev.trawl.query.execute.ChunkReaders;
import dev.trawl.query.execute.ChunkWriter;
import dev.trawl.query.record.QueryState;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Makes bodies of rows, up to a bound. Thread-safe.
final class Bodies {
    private static final JsonFactory JSON = new JsonFactory();

    /// A text body is a JSON string in the gateway's answer, which has 6 MB in all.
    private static final long ESCAPED_BYTES_MAX = 5_800_000;

    private final ChunkReaders readers;
    private final Allocators allocators;
    private final long bytesMax;

    Bodies(ChunkReaders readers, Allocators allocators, long bytesMax) {
        this.readers = readers;
        this.allocators = allocators;
        this.bytesMax = bytesMax;
    }

    /// The rows in one body; absent if it would be larger than a body may be.
    Optional<byte[]> render(
            String queryId, QueryState.Summary summary, List<Chunk> chunks, MediaType type) {
        if (chunks.stream().mapToLong(Chunk::bytes).sum() > bytesMax) {
            return Optional.empty();
        }
        try (BufferAllocator allocator = allocators.forRequest(queryId);
                ArrowReader reader = readers.open(summary.columns(), chunks, allocator)) {
            BoundedOutput out = new BoundedOutput(bytesMax);
            switch (type) {
                case JSON -> json(queryId, summary, reader, out);
                case CSV -> csv(summary.columns(), reader, out);
                case ARROW -> ArrowStreams.write(reader, out);
            }
            byte[] body = out.toByteArray();
            return escapedLength(type, body) > ESCAPED_BYTES_MAX
                    ? Optional.empty()
                    : Optional.of(body);
        } catch (OutOfMemoryException e) {
            throw Allocators.limitExceeded(e);
        } catch (BoundedOutput.FullException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw ChunkWriter.unreadable(e);
        }
    }

    private static long escapedLength(MediaType type, byte[] body) {
        long length = body.length;
        if (type == MediaType.ARROW) {
            return length * 4 / 3;
        }
        for (byte b : body) {
            length +=
                    b == '"' || b == '\\' || b == '\r' || b == '\n' ? 1 : b >= 0 && b < ' ' ? 5 : 0;
        }
        return length;
    }

    private static void json(
            String queryId, QueryState.Summary summary, ArrowReader reader, BoundedOutput out)
            throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("queryId", queryId);
            json.writeStringField("state", "succeeded");
            Summaries.write(json, summary);
            json.writeArrayFieldStart("rows");
            Rows.forEach(reader, summary.columns(), new JsonRows(json));
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void csv(List<Field> columns, ArrowReader reader, BoundedOutput out)
            throws IOException {
        try (Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            CsvRows rows = new CsvRows(writer);
            rows.header(columns);
            Rows.forEach(reader, columns, rows);
        }
    }
}
