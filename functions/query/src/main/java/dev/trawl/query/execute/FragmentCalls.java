package dev.trawl.query.execute;

import dev.trawl.plan.Relation;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.TableSplits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a fragment is run: whole, or by splits of its table.
///
/// @param splits absent if it runs whole
/// @param calls in the order of their rows; none if the table has no splits left
record FragmentCalls(Fragment fragment, @Nullable TableSplits splits, List<FragmentCall> calls) {
    FragmentCalls {
        calls = List.copyOf(calls);
    }

    static FragmentCalls whole(Fragment fragment) {
        return new FragmentCalls(
                fragment, null, List.of(new FragmentCall(fragment, fragment.relation(), null)));
    }

    static FragmentCalls inSplits(Fragment fragment, TableSplits splits, List<String> tokens) {
        return new FragmentCalls(
                fragment,
                splits,
                tokens.stream()
                        .map(token -> new FragmentCall(fragment, splits.perSplit(), token))
                        .toList());
    }

    /// With so many rows the other calls need not end: those of any splits do.
    long rowsEnough() {
        return splits == null ? Long.MAX_VALUE : splits.rowsEnough();
    }

    /// What each call evaluates.
    Relation relation() {
        return splits == null ? fragment.relation() : splits.perSplit();
    }

    /// The assembly that fits these calls.
    Relation assembled(Relation assembly) {
        return splits == null ? assembly : splits.assemble(assembly, fragment);
    }
}
