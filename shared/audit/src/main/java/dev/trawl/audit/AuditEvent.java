package dev.trawl.audit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One thing that is told: names, decisions and figures, never a value of a row.
///
/// @param principal `issuer|subject`
/// @param code of the error it ended with; absent for success
/// @param reason in words, from policy; absent where there is none
/// @param details what only this kind has, as the name of a resource that was changed
public record AuditEvent(
        Kind kind,
        Instant time,
        String principal,
        @Nullable String purpose,
        @Nullable String action,
        @Nullable String queryId,
        @Nullable String traceId,
        @Nullable String code,
        @Nullable String reason,
        @Nullable Statement statement,
        @Nullable PolicyVersion policy,
        List<TableRead> reads,
        List<OutputColumn> lineage,
        @Nullable Figures figures,
        Map<String, String> details) {
    public AuditEvent {
        reads = List.copyOf(reads);
        lineage = List.copyOf(lineage);
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    /// The same event with one detail more.
    public AuditEvent with(String detail, String value) {
        Map<String, String> more = new TreeMap<>(details);
        more.put(detail, value);
        return new AuditEvent(
                kind, time, principal, purpose, action, queryId, traceId, code, reason, statement,
                policy, reads, lineage, figures, more);
    }

    /// What an event is about.
    public enum Kind {
        /// A query was decided on, to run or to be refused; before its first row leaves.
        QUERY_STARTED,
        /// A query ended; before its answer leaves.
        QUERY_ENDED,
        /// Policy decided on data; before its grants are given away.
        DECISION,
        /// A source ran a fragment, or refused to; before its rows leave.
        FRAGMENT,
        /// A declared resource was created, changed or deleted.
        CHANGE,
        /// Something else that administrators do, as revoking grants.
        ADMINISTRATION
    }

    /// @param fingerprint of the text without its constants: equal for queries that differ in them
    /// @param text absent if it is not kept
    public record Statement(String fingerprint, @Nullable String text) {}

    /// What was in force.
    ///
    /// @param hash of the decision's content, or of the policies; of a fragment the id of its grant
    public record PolicyVersion(long epoch, String hash, String catalog) {}

    /// @param filters rules whose row filters held
    public record TableRead(String table, List<ColumnRead> columns, List<String> filters) {
        public TableRead {
            columns = List.copyOf(columns);
            filters = List.copyOf(filters);
        }
    }

    /// @param mask the rule that masked it and how; absent for a column in clear
    public record ColumnRead(String name, @Nullable String mask) {}

    /// Where a column of an answer comes from, as `source.schema.table.column`.
    ///
    /// @param direct columns whose values go into it
    /// @param indirect columns that decide which values: filters, joins, groups, order
    /// @param masked those of both that were seen masked
    public record OutputColumn(
            String name, List<String> direct, List<String> indirect, List<String> masked) {
        public OutputColumn {
            direct = List.copyOf(direct);
            indirect = List.copyOf(indirect);
            masked = List.copyOf(masked);
        }
    }

    /// @param bytes of the answer
    /// @param usd estimated from list prices
    public record Figures(long rows, long bytes, long millis, BigDecimal usd) {}

    public static Builder builder(Kind kind, Instant time, String principal) {
        return new Builder(kind, time, principal);
    }

    /// Collects what an event has besides its kind, time and principal.
    public static final class Builder {
        private final Kind kind;
        private final Instant time;
        private final String principal;
        private @Nullable String purpose;
        private @Nullable String action;
        private @Nullable String queryId;
        private @Nullable String traceId;
        private @Nullable String code;
        private @Nullable String reason;
        private @Nullable Statement statement;
        private @Nullable PolicyVersion policy;
        private List<TableRead> reads = List.of();
        private List<OutputColumn> lineage = List.of();
        private @Nullable Figures figures;
        private final Map<String, String> details = new TreeMap<>();

        private Builder(Kind kind, Instant time, String principal) {
            this.kind = kind;
            this.time = time;
            this.principal = principal;
        }

        public Builder purpose(@Nullable String value) {
            purpose = value;
            return this;
        }

        public Builder action(@Nullable String value) {
            action = value;
            return this;
        }

        public Builder query(@Nullable String id) {
            queryId = id;
            return this;
        }

        public Builder trace(@Nullable String id) {
            traceId = id;
            return this;
        }

        /// How it failed.
        public Builder failed(@Nullable String errorCode, @Nullable String why) {
            code = errorCode;
            reason = why;
            return this;
        }

        public Builder statement(@Nullable Statement value) {
            statement = value;
            return this;
        }

        public Builder policy(@Nullable PolicyVersion value) {
            policy = value;
            return this;
        }

        public Builder reads(List<TableRead> value) {
            reads = value;
            return this;
        }

        public Builder lineage(List<OutputColumn> value) {
            lineage = value;
            return this;
        }

        public Builder figures(@Nullable Figures value) {
            figures = value;
            return this;
        }

        /// A fact that only this kind of event has; never a value of a row.
        public Builder detail(String name, String value) {
            details.put(name, value);
            return this;
        }

        public AuditEvent build() {
            return new AuditEvent(
                    kind, time, principal, purpose, action, queryId, traceId, code, reason,
                    statement, policy, reads, lineage, figures, details);
        }
    }
}
