package dev.trawl.query.record;

import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who asked for which data, why, and what was decided. Written before any row leaves.
///
/// @param sqlSha256 names the text, whose constants may be personal
public record AccessEvent(
        String queryId,
        Instant time,
        String principal,
        @Nullable String purpose,
        String sqlSha256,
        Outcome outcome,
        @Nullable String reason,
        long policyEpoch,
        List<Dataset> datasets) {
    public AccessEvent {
        datasets = List.copyOf(datasets);
    }

    public enum Outcome {
        PERMITTED,
        DENIED,
        /// The text could not be planned over what is permitted.
        FAILED
    }

    /// @param columns that the plan reads, by their governed names
    /// @param effects what policy did
    public record Dataset(String table, List<String> columns, List<AppliedPolicy> effects) {
        public Dataset {
            columns = List.copyOf(columns);
            effects = List.copyOf(effects);
        }
    }

    String toJson() {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("event").string("access");
                    o.field("query").string(queryId);
                    o.field("time").string(time.toString());
                    o.field("principal").string(principal);
                    o.field("purpose").stringOrNull(purpose);
                    o.field("sqlSha256").string(sqlSha256);
                    o.field("outcome").string(outcome.name());
                    o.field("reason").stringOrNull(reason);
                    o.field("epoch").integer(policyEpoch);
                    o.field("datasets").list(datasets, AccessEvent::write);
                }));
    }

    private static void write(JsonWriter out, Dataset dataset) {
        out.object(o ->
                o.field("table")
                        .string(dataset.table())
                        .field("columns")
                        .list(dataset.columns(), JsonWriter::string)
                        .field("effects")
                        .list(dataset.effects(), AppliedPolicy::write));
    }
}
