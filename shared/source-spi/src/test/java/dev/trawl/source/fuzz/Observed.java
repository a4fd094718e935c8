package dev.trawl.source.fuzz;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest.Pushdown;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.kit.Harness;
import java.util.List;

/// All that somebody sees of a request, timing aside: the rows in any order, their types, the
/// figures, the steps; or the error and its words.
sealed interface Observed {
    record Rows(List<String> rows, String types, long count, long bytes, List<String> steps)
            implements Observed {}

    record Failed(ErrorCode code, String text) implements Observed {}

    static Observed of(Harness harness, Relation fragment, Grant grant, Pushdown pushdown) {
        try {
            SourceAnswer.Rows answer =
                    (SourceAnswer.Rows) harness.answer(harness.execute(fragment, grant, pushdown));
            return new Rows(
                    harness.rows(answer).stream().map(List::toString).sorted().toList(),
                    answer.fields().toString(),
                    answer.statistics().rows(),
                    answer.statistics().bytes(),
                    answer.statistics().steps());
        } catch (TrawlException e) {
            return new Failed(e.code(), e.text());
        }
    }
}
