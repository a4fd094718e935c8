package dev.trawl.source.jdbc.connect;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Cancellation;
import dev.trawl.source.ReadContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/// What databases have in common whose relations are one split each: what is read side by side
/// shares an invocation, where it can share a snapshot.
public final class Unsplit {
    private static final String WHOLE = "whole";

    private Unsplit() {}

    /// The one split of a relation.
    public static SourceAnswer.Splits splits() {
        return new SourceAnswer.Splits(List.of(new SourceAnswer.Split(WHOLE, 0)), "none");
    }

    /// Refuses a split that is not of {@link #splits}, and more relations at once than connections.
    public static void check(
            List<Relation> relations, ReadContext context, ConnectionPool connections) {
        String split = context.split();
        if (split != null && !split.equals(WHOLE)) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "the split is not one that this source made");
        }
        if (relations.size() > connections.connectionsMax()) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    ("a fragment reads %d tables of the source apart, which has %d connections;"
                                    + " split the query or raise connectionsMax")
                            .formatted(relations.size(), connections.connectionsMax()));
        }
    }

    /// Closes what was begun before a failure.
    public static void close(
            List<ArrowReader> readers, List<Session> sessions, RuntimeException because) {
        for (ArrowReader reader : readers) {
            try {
                reader.close();
            } catch (IOException e) {
                because.addSuppressed(e);
            }
        }
        sessions.forEach(Session::close);
    }

    /// For reading the database's own catalog, and no table.
    public static ReadContext discovery(BufferAllocator allocator, Instant deadline) {
        return new ReadContext(
                "discovery",
                allocator,
                name -> {
                    throw new IllegalArgumentException("discovery reads no table: " + name);
                },
                null,
                deadline,
                Cancellation.NEVER,
                Path.of(System.getProperty("java.io.tmpdir")));
    }
}
