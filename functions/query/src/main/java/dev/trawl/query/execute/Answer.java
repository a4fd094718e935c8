package dev.trawl.query.execute;

import dev.trawl.plan.Field;
import dev.trawl.query.record.FragmentReport;
import java.util.List;

/// The rows of a query, and how they came about.
///
/// @param chunks in order; together all rows
/// @param calls how many times each fragment's source was asked
/// @param invocations of source functions
public record Answer(
        List<Field> columns,
        List<Chunk> chunks,
        List<FragmentReport> fragments,
        List<Integer> calls,
        int invocations) {
    public Answer {
        columns = List.copyOf(columns);
        chunks = List.copyOf(chunks);
        fragments = List.copyOf(fragments);
        calls = List.copyOf(calls);
    }

    public long rows() {
        return chunks.stream().mapToLong(Chunk::rows).sum();
    }

    public long bytes() {
        return chunks.stream().mapToLong(Chunk::bytes).sum();
    }
}
