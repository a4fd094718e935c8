package dev.trawl.protocol;

import dev.trawl.plan.Relation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a source function can be asked. Every request carries a signed grant; what the request asks
/// beyond it is refused.
public sealed interface SourceRequest {
    /// Compact JWS of a {@link Grant}.
    String grant();

    /// Run a fragment, whole or one split of it.
    ///
    /// @param fragment its scans are governed tables of this source
    /// @param fragmentId names the output under the grant's write prefix
    /// @param split what {@link PlanSplits} gave, opaque; absent for the whole
    /// @param inlineBytesMax answers up to this size come inline, larger ones as parts
    /// @param isFirst whether nobody asked for this work before, so that no answer to it is there
    ///   and nobody had time to cancel it; a source then need not look
    record Execute(
            String grant,
            Relation fragment,
            String fragmentId,
            @Nullable String split,
            Pushdown pushdown,
            long inlineBytesMax,
            Instant deadline,
            boolean isFirst)
            implements SourceRequest {
        /// Of work that may have been asked for before.
        public Execute(
                String grant,
                Relation fragment,
                String fragmentId,
                @Nullable String split,
                Pushdown pushdown,
                long inlineBytesMax,
                Instant deadline) {
            this(grant, fragment, fragmentId, split, pushdown, inlineBytesMax, deadline, false);
        }
    }

    /// Cut a fragment over one table into splits that can run side by side.
    record PlanSplits(String grant, Relation fragment, int splitsMax, Instant deadline)
            implements SourceRequest {}

    /// What would run where; nothing runs.
    record Explain(String grant, Relation fragment, Pushdown pushdown) implements SourceRequest {}

    /// Tables and columns that the source holds; the grant's action is {@link Action#SCAN}.
    record Discover(String grant, Instant deadline) implements SourceRequest {}

    /// How much of a fragment the source's own engine may evaluate. The answer is the same.
    enum Pushdown {
        /// As much as it can.
        FULL,
        /// Only reading columns; the local evaluator does the rest.
        NONE
    }
}
