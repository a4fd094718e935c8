package dev.trawl.query.record;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.Field;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import java.time.Instant;
import java.util.List;

/// Where a query stands. From running it ends once: succeeded, failed or cancelled.
public sealed interface QueryState {
    /// Who asked, and until when the query may run.
    Submission submission();

    /// @param owner `issuer|subject`; nobody else may know of the query
    record Submission(String owner, Instant submitted, Instant deadline) {}

    record Running(Submission submission) implements QueryState {}

    /// @param parts where the answer is kept; none if it was only delivered
    record Succeeded(
            Submission submission, Instant ended, Summary summary, List<SourceAnswer.Part> parts)
            implements QueryState {
        public Succeeded {
            parts = List.copyOf(parts);
        }
    }

    record Failed(Submission submission, Instant ended, ErrorCode code, String message)
            implements QueryState {}

    record Cancelled(Submission submission, Instant ended) implements QueryState {}

    /// What is told of an answer besides its rows.
    ///
    /// @param lineage of a job's answer; empty for others
    record Summary(
            List<Field> columns,
            long rows,
            List<AppliedPolicy> policies,
            List<FragmentReport> fragments,
            Cost cost,
            List<AuditEvent.OutputColumn> lineage) {
        public Summary {
            columns = List.copyOf(columns);
            policies = List.copyOf(policies);
            fragments = List.copyOf(fragments);
            lineage = List.copyOf(lineage);
        }

        public Summary(
                List<Field> columns,
                long rows,
                List<AppliedPolicy> policies,
                List<FragmentReport> fragments,
                Cost cost) {
            this(columns, rows, policies, fragments, cost, List.of());
        }
    }
}
