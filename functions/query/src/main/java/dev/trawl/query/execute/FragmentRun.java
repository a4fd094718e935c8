package dev.trawl.query.execute;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.query.record.FragmentReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A fragment that has run.
///
/// @param answers of the calls, in their order; none if it did not have to run
/// @param merged its own rows, made of those of its splits; absent while nobody needed them
/// @param notes what limited it, in words that the principal may read
record FragmentRun(
        FragmentCalls calls,
        List<SourceAnswer.Rows> answers,
        @Nullable Received merged,
        List<String> notes) {
    private static final long MICROS_PER_MILLI = 1_000;

    FragmentRun {
        answers = List.copyOf(answers);
        notes = List.copyOf(notes);
    }

    static FragmentRun of(FragmentCalls calls, List<SourceAnswer.Rows> answers) {
        return new FragmentRun(calls, answers, null, List.of());
    }

    FragmentRun with(List<String> more) {
        return new FragmentRun(calls, answers, merged, more);
    }

    FragmentRun merged(Received rows) {
        return new FragmentRun(calls, answers, rows, notes);
    }

    Received received() {
        return merged != null ? merged : Received.of(calls, answers);
    }

    /// The assembly that fits what was received.
    Relation assembled(Relation assembly) {
        return merged != null ? assembly : calls.assembled(assembly);
    }

    /// Whether what was received are the fragment's own rows, not parts to be merged.
    boolean givesItsRows() {
        return merged != null
                || calls.splits() == null
                || calls.splits().merge() instanceof Relation.Received;
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
