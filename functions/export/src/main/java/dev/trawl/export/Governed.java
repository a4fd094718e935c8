package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What governed a run's query, and what it cost.
///
/// @param policyEpoch that decided on the attempt
/// @param policyHash the version of policies that let the attempt; empty if that is not told
/// @param costUsd of the query, by list prices; empty if that is not told
/// @param rules that applied
record Governed(long policyEpoch, String policyHash, String costUsd, List<Rule> rules) {
    /// Nothing is known.
    static final Governed NONE = new Governed(0, "", "", List.of());

    Governed {
        rules = List.copyOf(rules);
    }

    /// A rule by its name, without its text, which may say more than readers of files may know.
    ///
    /// @param kind what it did: `allow`, `row_filter`, `mask` and so on
    /// @param column that it did so to; absent for the table
    record Rule(String table, String policy, String kind, @Nullable String column) {
        static Rule of(JsonNode told) {
            return new Rule(
                    told.path("table").asText(),
                    told.path("policy").asText(),
                    told.path("kind").asText(),
                    told.hasNonNull("column") ? told.path("column").asText() : null);
        }

        void write(JsonWriter out) {
            out.object(o -> {
                o.field("table").string(table);
                o.field("policy").string(policy);
                o.field("kind").string(kind);
                if (column != null) {
                    o.field("column").string(column);
                }
            });
        }

        private static Rule read(JsonReader in) {
            in.beginObject();
            String table = in.field("table").string();
            String policy = in.field("policy").string();
            String kind = in.field("kind").string();
            @Nullable String column = in.optional("column", JsonReader::string);
            in.endObject();
            return new Rule(table, policy, kind, column);
        }
    }

    /// From a manifest, or an older one that does not have it.
    static Governed of(JsonNode told) {
        return new Governed(
                told.path("policyEpoch").asLong(0),
                told.path("policyHash").asText(""),
                told.path("costUsd").asText(""),
                told.path("rules").valueStream().map(Rule::of).toList());
    }

    /// As the answer of the query function tells it.
    static Governed answered(JsonNode state) {
        return new Governed(
                0,
                "",
                state.path("stats").path("costUsd").asText(""),
                state.path("policies").valueStream().map(Rule::of).distinct().toList());
    }

    Governed under(long epoch, String policies) {
        return new Governed(epoch, policies, costUsd, rules);
    }

    /// The first rules only.
    Governed shortened(int max) {
        return rules.size() <= max
                ? this
                : new Governed(policyEpoch, policyHash, costUsd, rules.subList(0, max));
    }

    void write(JsonWriter out) {
        out.object(o -> {
            o.field("policyEpoch").integer(policyEpoch);
            if (!policyHash.isEmpty()) {
                o.field("policyHash").string(policyHash);
            }
            o.field("costUsd").string(costUsd);
            o.field("rules").list(rules, (w, rule) -> rule.write(w));
        });
    }

    static Governed read(JsonReader in) {
        in.beginObject();
        long epoch = in.field("policyEpoch").integer();
        String policies = in.optional("policyHash", JsonReader::string);
        String cost = in.field("costUsd").string();
        List<Rule> rules = in.field("rules").list(Rule::read);
        in.endObject();
        return new Governed(epoch, policies == null ? "" : policies, cost, rules);
    }
}
