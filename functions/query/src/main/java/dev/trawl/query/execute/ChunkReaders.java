package dev.trawl.query.execute;

import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.ConcatenatedReader;
import dev.trawl.arrow.PartBytes;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Reads chunks; what is stored is loaded when its turn comes and checked against its sum.
/// Thread-safe.
public final class ChunkReaders {
    private final ObjectStore objects;

    public ChunkReaders(ObjectStore objects) {
        this.objects = objects;
    }

    /// All rows of the chunks; the caller closes the reader.
    public ArrowReader open(List<Field> fields, List<Chunk> chunks, BufferAllocator allocator) {
        return new ConcatenatedReader(
                fields,
                chunks.stream()
                        .<Supplier<ArrowReader>>map(
                                c -> () -> ArrowStreams.reader(bytes(c, allocator), allocator))
                        .toList(),
                allocator);
    }

    /// The chunk's Arrow stream, which is closed with its reader.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE, or SOURCE_FAILED if the bytes are not those that
    ///   were written
    private InputStream bytes(Chunk chunk, BufferAllocator allocator) {
        return switch (chunk) {
            case Chunk.Inline inline -> new ByteArrayInputStream(inline.stream().toArray());
            case Chunk.Stored(SourceAnswer.Part part) -> load(part, allocator).lastStream();
        };
    }

    /// Key of a part in the state bucket; parts elsewhere are refused.
    public String key(SourceAnswer.Part part) {
        String prefix = objects.bucket() + "/";
        if (!part.location().startsWith(prefix)) {
            throw new TrawlException(
                    ErrorCode.MALFORMED_MESSAGE, "a part of an answer is outside the state bucket");
        }
        return part.location().substring(prefix.length());
    }

    private PartBytes load(SourceAnswer.Part part, BufferAllocator allocator) {
        return PartBytes.filled(
                allocator,
                bytes -> {
                    objects.read(key(part), bytes::readFrom);
                    if (bytes.size() != part.bytes() || !bytes.sha256().equals(part.sha256())) {
                        throw new TrawlException(
                                ErrorCode.SOURCE_FAILED,
                                "a part of an answer is not what its source wrote; run the query again");
                    }
                });
    }
}
