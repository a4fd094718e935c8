package dev.trawl.protocol;

import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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

    /// Figures of one table's columns, and what personal data they seem to hold; the grant's action
    /// is {@link Action#SCAN}. No value is in the answer.
    ///
    /// @param rowsMax how many rows are looked at, at most
    record Profile(String grant, TableName table, long rowsMax, Instant deadline)
            implements SourceRequest {}

    /// Write rows into a table, all or none; the grant's action is {@link Action#WRITE} and its
    /// query id is the key of the run, which is recorded with the rows: a second request of the
    /// same run writes nothing.
    ///
    /// @param columns of the table, by catalog name, in the order of the rows' columns
    /// @param key columns that name a row; for {@link WriteMode#MERGE} only
    /// @param parts where the rows are: of the run's own folder, checked against their SHA-256
    record Write(
            String grant,
            TableName table,
            List<String> columns,
            WriteMode mode,
            List<String> key,
            List<SourceAnswer.Part> parts,
            Instant deadline)
            implements SourceRequest {
        public Write {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
            parts = List.copyOf(parts);
            if (columns.isEmpty()
                    || Set.copyOf(columns).size() != columns.size()
                    || !Set.copyOf(columns).containsAll(key)
                    || key.isEmpty() == (mode == WriteMode.MERGE)) {
                throw new IllegalArgumentException(
                        "columns are named once, and a merge, nothing else, has a key among them");
            }
        }
    }

    /// What becomes of the rows that a table has.
    enum WriteMode {
        /// They stay.
        APPEND,
        /// They go.
        REPLACE,
        /// Those of a written row's key are changed; the others stay.
        MERGE
    }

    /// How much of a fragment the source's own engine may evaluate. The answer is the same.
    enum Pushdown {
        /// As much as it can.
        FULL,
        /// Only reading columns; the local evaluator does the rest.
        NONE
    }
}
