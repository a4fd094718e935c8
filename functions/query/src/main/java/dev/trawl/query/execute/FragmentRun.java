package dev.trawl.query.execute;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.query.record.FragmentReport;
import java.util.ArrayList;
import java.util.List;

/// A fragment that has run.
///
/// @param answers of the calls, in their order; none if it did not have to run
/// @param notes what limited it, in words that the principal may read
record FragmentRun(FragmentCalls calls, List<SourceAnswer.Rows> answers, List<String> notes) {
    private static final long MICROS_PER_MILLI = 1_000;

    FragmentRun {
        answers = List.copyOf(answers);
        notes = List.copyOf(notes);
    }

    FragmentRun with(List<String> more) {
        return new FragmentRun(calls, answers, more);
    }

    Received received() {
        return Received.of(calls, answers);
    }

    /// Whether what was received are the fragment's own rows, not parts to be merged.
    boolean givesItsRows() {
        return calls.splits() == null || calls.splits().merge() instanceof Relation.Received;
    }

    long rows() {
        return answers.stream().mapToLong(a -> a.statistics().rows()).sum();
    }

    FragmentReport report() {
        List<SourceAnswer.Statistics> all =
                answers.stream().map(SourceAnswer.Rows::statistics).toList();
        List<String> steps = new ArrayList<>(notes);
        if (!all.isEmpty()) {
            steps.addAll(all.getFirst().steps());
        }
        return new FragmentReport(
                calls.fragment().source(),
                rows(),
                all.stream().mapToLong(SourceAnswer.Statistics::bytes).sum(),
                all.stream().mapToLong(SourceAnswer.Statistics::elapsedMicros).max().orElse(0)
                        / MICROS_PER_MILLI,
                steps);
    }
}
