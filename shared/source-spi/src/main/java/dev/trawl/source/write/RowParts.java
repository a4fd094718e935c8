package dev.trawl.source.write;

import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.ArrowTypes;
import dev.trawl.arrow.PartBytes;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// The parts of a run, one in memory at a time, each checked against its SHA-256 before a row of it
/// is looked at.
public final class RowParts {
    private final ObjectStore store;
    private final List<SourceAnswer.Part> parts;
    private final BufferAllocator allocator;
    private final List<Field> fields;

    /// Reads the columns from the first part.
    ///
    /// @param parts at least one, in `store`'s bucket
    RowParts(ObjectStore store, List<SourceAnswer.Part> parts, BufferAllocator allocator) {
        this.store = store;
        this.parts = List.copyOf(parts);
        this.allocator = allocator;
        try (PartBytes first = load(parts.getFirst())) {
            this.fields = fields(first);
        }
    }

    /// Takes a part's rows; the reader is closed by who calls it.
    @FunctionalInterface
    public interface Taker<E extends Exception> {
        void take(ArrowReader reader) throws E;
    }

    /// Columns of the rows.
    public List<Field> fields() {
        return fields;
    }

    /// Gives every part to the taker, in order.
    ///
    /// @throws TrawlException SOURCE_DATA_INVALID if a part is not what was written
    public <E extends Exception> void forEach(Taker<E> taker) throws E {
        for (SourceAnswer.Part part : parts) {
            try (PartBytes bytes = load(part)) {
                if (!fields(bytes).equals(fields)) {
                    throw changed(part);
                }
                try (ArrowReader reader = ArrowStreams.reader(bytes.stream(), allocator)) {
                    taker.take(reader);
                } catch (IOException e) {
                    throw ArrowStreams.malformed(e);
                }
            }
        }
    }

    private PartBytes load(SourceAnswer.Part part) {
        String key = part.location().substring(store.bucket().length() + 1);
        return PartBytes.filled(
                allocator,
                bytes -> {
                    store.read(key, bytes::readFrom);
                    if (bytes.size() != part.bytes() || !bytes.sha256().equals(part.sha256())) {
                        throw changed(part);
                    }
                });
    }

    private List<Field> fields(PartBytes bytes) {
        try (ArrowReader reader = ArrowStreams.reader(bytes.stream(), allocator)) {
            return ArrowTypes.fields(reader.getVectorSchemaRoot().getSchema());
        } catch (IOException e) {
            throw ArrowStreams.malformed(e);
        }
    }

    private static TrawlException changed(SourceAnswer.Part part) {
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID,
                "part '%s' is not what the export wrote; start the export again"
                        .formatted(part.location()));
    }
}
