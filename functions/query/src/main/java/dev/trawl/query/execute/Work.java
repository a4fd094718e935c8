package dev.trawl.query.execute;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.split.SplitPlan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Everything that running a query needs besides grants, which are short-lived and renewed with the
/// ticket.
///
/// @param catalogHash the snapshot that the plan was made by
/// @param contentHash of the decision; work goes on only under equal content
/// @param tables that the decision is about
/// @param lineage of a job's answer; empty for others
public record Work(
        String queryId,
        QueryState.Submission submission,
        @Nullable String purpose,
        String catalogHash,
        String contentHash,
        String ticket,
        List<TableName> tables,
        SplitPlan plan,
        List<AppliedPolicy> policies,
        Options options,
        List<AuditEvent.OutputColumn> lineage) {
    private static final Set<String> HIDING =
            Arrays.stream(Decision.Effect.Kind.values())
                    .filter(Decision.Effect.Kind::hidesRows)
                    .map(k -> k.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet());

    private static final String LIMIT = Decision.Effect.Kind.LIMIT.name().toLowerCase(Locale.ROOT);

    public Work {
        tables = List.copyOf(tables);
        policies = List.copyOf(policies);
        lineage = List.copyOf(lineage);
    }

    /// @param rowsMax rows of the answer, else an error
    /// @param bytesMax bytes of the answer as Arrow, else an error
    /// @param destination where an export goes; absent for what its caller reads
    public record Options(
            SourceRequest.Pushdown pushdown,
            Splitting splitting,
            int splitsMax,
            long rowsMax,
            long bytesMax,
            @Nullable String destination) {
        public Options(
                SourceRequest.Pushdown pushdown,
                Splitting splitting,
                int splitsMax,
                long rowsMax,
                long bytesMax) {
            this(pushdown, splitting, splitsMax, rowsMax, bytesMax, null);
        }

        /// For rows that are not the answer.
        Options withoutLimits() {
            return new Options(
                    pushdown, splitting, splitsMax, Long.MAX_VALUE, Long.MAX_VALUE, destination);
        }
    }

    /// Whether policy hides rows of a table, so that nothing may be told, or made visible by a
    /// plan, that follows from its size.
    boolean hidesRows(TableName table) {
        return policies.stream()
                .anyMatch(p -> HIDING.contains(p.kind()) && p.table().equals(table.toString()));
    }

    /// Whether policy hides rows of any table, so that how the answer is cut may not follow from
    /// how its rows came.
    boolean hidesRows() {
        return policies.stream().anyMatch(p -> HIDING.contains(p.kind()));
    }

    /// Whether policy shows only some figures or a number of rows of a table.
    boolean isLimited(TableName table) {
        return policies.stream()
                .anyMatch(p -> LIMIT.equals(p.kind()) && p.table().equals(table.toString()));
    }

    /// The same work under another deadline.
    public Work with(QueryState.Submission other) {
        return new Work(
                queryId,
                other,
                purpose,
                catalogHash,
                contentHash,
                ticket,
                tables,
                plan,
                policies,
                options,
                lineage);
    }

    /// Without ticket and plan.
    @Override
    public String toString() {
        return "Work[" + queryId + "]";
    }
}
