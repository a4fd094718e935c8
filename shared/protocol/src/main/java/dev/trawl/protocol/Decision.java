package dev.trawl.protocol;

import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answer of the policy function: who asks, what may be seen, and the grants to fetch it with.
///
/// @param principal `issuer|subject`
/// @param outcomes one per table asked for, in that order
/// @param grants signed grants by source name, for the tables that are permitted
/// @param ticket signed {@link Ticket}, with which the same work may ask again
/// @param contentHash of everything decided, less ids and times: a key for plans
/// @param policyHash names the version of all policies that decided; told to jobs only
/// @param record key of the object in the audit log that has the decision and what it depended on;
///   absent if that was not recorded
public record Decision(
        String principal,
        @Nullable String purpose,
        String catalogHash,
        long policyEpoch,
        Instant validUntil,
        String contentHash,
        List<Outcome> outcomes,
        Map<String, String> grants,
        String ticket,
        @Nullable String policyHash,
        @Nullable String record) {
    /// One that does not tell the version of policies.
    public Decision(
            String principal,
            @Nullable String purpose,
            String catalogHash,
            long policyEpoch,
            Instant validUntil,
            String contentHash,
            List<Outcome> outcomes,
            Map<String, String> grants,
            String ticket) {
        this(
                principal,
                purpose,
                catalogHash,
                policyEpoch,
                validUntil,
                contentHash,
                outcomes,
                grants,
                ticket,
                null,
                null);
    }

    public Decision {
        outcomes = List.copyOf(outcomes);
        grants = Map.copyOf(grants);
    }

    /// What policy says of one table.
    public sealed interface Outcome {
        TableName table();
    }

    /// @param fields the governed columns
    /// @param effects what policy does to the table, for people
    /// @param rowsMax how many rows an answer that reads the table may have; absent for any number
    public record Permit(
            TableName table, List<Field> fields, List<Effect> effects, @Nullable Long rowsMax)
            implements Outcome {
        public Permit(TableName table, List<Field> fields, List<Effect> effects) {
            this(table, fields, effects, null);
        }

        public Permit {
            if (rowsMax != null && rowsMax < 1) {
                throw new IllegalArgumentException(
                        "an answer has at least one row, not " + rowsMax);
            }
            fields = List.copyOf(fields);
            effects = List.copyOf(effects);
        }
    }

    /// The table exists and the principal may know it, but not read it.
    ///
    /// @param reason which rule, or which missing rule, and what would be needed
    public record Deny(TableName table, String reason) implements Outcome {}

    /// For this principal there is no such table.
    public record Unknown(TableName table) implements Outcome {}

    /// One thing that a policy does.
    ///
    /// @param policy name of the policy and rule
    /// @param column the masked or hidden column; absent when it concerns rows or the table
    /// @param text in words, without values of rows
    public record Effect(String policy, Kind kind, @Nullable String column, String text) {
        public enum Kind {
            ALLOW,
            DENY,
            ROW_FILTER,
            MASK,
            HIDE,
            /// Aggregates only, or a number of rows.
            LIMIT;

            /// Whether the caller may not learn how many rows the table has.
            public boolean hidesRows() {
                return this == ROW_FILTER || this == LIMIT;
            }
        }
    }

    public Optional<Outcome> outcome(TableName table) {
        return outcomes.stream().filter(o -> o.table().equals(table)).findFirst();
    }
}
