package dev.trawl.query.execute;

import dev.trawl.plan.Bytes;
import dev.trawl.protocol.SourceAnswer;

/// Some rows of an answer, as one Arrow IPC stream.
public sealed interface Chunk {
    long rows();

    long bytes();

    record Inline(Bytes stream, long rows) implements Chunk {
        @Override
        public long bytes() {
            return stream.length();
        }
    }

    /// In a bucket; to be verified by whoever reads it.
    record Stored(SourceAnswer.Part part) implements Chunk {
        @Override
        public long rows() {
            return part.rows();
        }

        @Override
        public long bytes() {
            return part.bytes();
        }
    }
}
