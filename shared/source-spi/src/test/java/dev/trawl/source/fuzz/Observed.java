package dev.trawl.source.fuzz;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest.Pushdown;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.kit.Harness;
import java.util.ArrayList;
import java.util.List;

/// All that somebody sees of a request, timing aside: the rows in any order, their types, the
/// figures, the steps, how the rows are cut; or the error and its words.
sealed interface Observed {
    /// Few rows are cut into so many at most.
    int SPLITS_MAX = 3;

    /// @param cut rows of each batch
    record Rows(
            List<String> rows,
            String types,
            long count,
            long bytes,
            List<String> steps,
            List<Integer> cut)
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
                    answer.statistics().steps(),
                    harness.cut(answer));
        } catch (TrawlException e) {
            return new Failed(e.code(), e.text());
        }
    }

    /// The rows of all splits together, whose number and bytes may differ.
    static Observed ofSplits(Harness harness, Relation fragment, Grant grant) {
        try {
            List<String> rows = new ArrayList<>();
            String types = "";
            for (SourceAnswer.Split split : harness.splits(fragment, grant, SPLITS_MAX)) {
                SourceAnswer.Rows answer =
                        (SourceAnswer.Rows) harness.answer(harness.execute(fragment, grant, split));
                types = answer.fields().toString();
                harness.rows(answer).forEach(row -> rows.add(row.toString()));
            }
            rows.sort(null);
            return new Rows(rows, types, rows.size(), 0, List.of(), List.of());
        } catch (TrawlException e) {
            return new Failed(e.code(), e.text());
        }
    }
}
