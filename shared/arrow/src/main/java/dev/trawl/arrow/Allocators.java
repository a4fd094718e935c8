package dev.trawl.arrow;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;

/// Arrow memory of one function: a root with a limit, a child per request. The owner closes each
/// child when its request ends; closing fails if something leaked.
public final class Allocators implements AutoCloseable {
    private final RootAllocator root;

    public Allocators(long bytesMax) {
        this.root = new RootAllocator(bytesMax);
    }

    /// Memory of one request; the caller closes it.
    public BufferAllocator forRequest(String queryId) {
        return root.newChildAllocator(queryId, 0, root.getLimit());
    }

    /// Bytes in use by all requests; zero when none runs.
    public long allocatedBytes() {
        return root.getAllocatedMemory();
    }

    /// The error that a request ends with when its memory is used up.
    public static TrawlException limitExceeded(OutOfMemoryException cause) {
        return new TrawlException(
                ErrorCode.MEMORY_LIMIT_EXCEEDED,
                "the query needs more memory than the function has for batches; ask for less at once",
                cause);
    }

    @Override
    public void close() {
        root.close();
    }
}
