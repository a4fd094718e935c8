package dev.trawl.query.execute;

import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;

/// What one fragment gave, all its splits together.
public record Received(List<Field> fields, List<Chunk> chunks) {
    public Received {
        fields = List.copyOf(fields);
        chunks = List.copyOf(chunks);
    }

    long rows() {
        return chunks.stream().mapToLong(Chunk::rows).sum();
    }

    /// @throws TrawlException MALFORMED_MESSAGE if a source gave other columns than asked for
    static Received of(FragmentCalls calls, List<SourceAnswer.Rows> answers) {
        List<Field> fields = calls.relation().fields();
        List<Chunk> chunks = new ArrayList<>();
        for (SourceAnswer.Rows answer : answers) {
            if (!answer.fields().equals(fields)) {
                throw new TrawlException(
                        ErrorCode.MALFORMED_MESSAGE,
                        "source %s answered with other columns than asked for"
                                .formatted(calls.fragment().source()));
            }
            if (answer.inline() != null) {
                chunks.add(new Chunk.Inline(answer.inline(), answer.statistics().rows()));
            }
            answer.parts().forEach(part -> chunks.add(new Chunk.Stored(part)));
        }
        return new Received(fields, chunks);
    }
}
