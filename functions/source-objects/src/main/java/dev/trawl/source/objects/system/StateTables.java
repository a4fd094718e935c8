package dev.trawl.source.objects.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `system.runs`, a row for each run of an export, and `system.policies`, a row for each rule that
/// is declared.
final class StateTables {
    static final SystemTable<JsonNode> RUNS =
            SystemTable.<JsonNode>named("runs")
                    .with("created_at", Type.Simple.TIMESTAMP, r -> time(r.path("created")))
                    .text("run_id", r -> text(r.path("id")))
                    .text("export_name", r -> text(r.path("export")))
                    .text("cause", r -> text(r.path("cause")))
                    .text("author_id", r -> text(r.path("author")))
                    .text("principal_name", r -> text(r.path("principal")))
                    .text("purpose", r -> text(r.path("purpose")))
                    .text("destination", StateTables::destination)
                    .text("format", r -> text(r.path("format")))
                    .text("state", r -> text(r.path("phase")))
                    .number("attempt", r -> r.path("attempt").asLong())
                    .number("attempts_max", r -> r.path("attempts").asLong())
                    .number("policy_epoch", r -> r.path("epoch").asLong())
                    .text("error_code", r -> text(r.path("code")))
                    .text("reason", r -> text(r.path("text")))
                    .with("result_time", Type.Simple.TIMESTAMP, r -> at(r.path("time")))
                    .text("query_id", r -> text(r.path("result").path("query")))
                    .number("rows_written", r -> number(r.path("result").path("rows")))
                    .number("bytes_written", r -> number(r.path("result").path("bytes")))
                    .with("cost_usd", AuditTables.USD, StateTables::cost)
                    .number("decided_epoch", r -> number(governed(r).path("policyEpoch")))
                    .with("policies", Type.Simple.JSON, StateTables::applied)
                    .with(
                            "expired_at",
                            Type.Simple.TIMESTAMP,
                            r -> at(r.path("result").path("expired")))
                    .build();

    static final SystemTable<DeclaredRule> POLICIES =
            SystemTable.<DeclaredRule>named("policies")
                    .text("policy_name", r -> r.policy().resource().name())
                    .number("rule_number", r -> (long) r.number())
                    .text("rule_name", r -> text(r.rule().path("name")))
                    .text("effect", StateTables::effect)
                    .text("row_filter", r -> text(r.rule().path("rowFilter")))
                    .with("rule", Type.Simple.JSON, r -> r.rule().toString())
                    .text("description", r -> r.policy().resource().description())
                    .text("owner", r -> r.policy().resource().owner())
                    .text("head", r -> r.policy().head())
                    .build();

    private StateTables() {}

    /// @param number from 1
    record DeclaredRule(ResourceService.Current policy, int number, JsonNode rule) {}

    /// The rules of a policy; one of another shape is a rule as a whole.
    static Stream<DeclaredRule> rules(ResourceService.Current policy) {
        JsonNode spec = policy.resource().spec();
        JsonNode rules = spec.path("rules");
        return rules.isArray()
                ? IntStream.range(0, rules.size())
                        .mapToObj(i -> new DeclaredRule(policy, i + 1, rules.get(i)))
                : Stream.of(new DeclaredRule(policy, 1, spec));
    }

    private static String effect(DeclaredRule rule) {
        return rule.rule().path("effect").asText("allow");
    }

    private static String destination(JsonNode run) {
        return run.path("bucket").asText() + "/" + run.path("prefix").asText();
    }

    private static JsonNode governed(JsonNode run) {
        return run.path("result").path("governed");
    }

    private static @Nullable Object number(JsonNode value) {
        return value.isNumber() ? value.asLong() : null;
    }

    private static @Nullable Object cost(JsonNode run) {
        String usd = governed(run).path("costUsd").asText("");
        return usd.isEmpty() ? null : AuditTables.usd(new BigDecimal(usd));
    }

    private static @Nullable Object applied(JsonNode run) {
        JsonNode rules = governed(run).path("rules");
        return rules.isArray() ? rules.toString() : null;
    }

    private static @Nullable Object at(JsonNode millis) {
        return millis.isNumber() ? time(millis) : null;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
                ? null
                : value.asText();
    }

    /// In UTC.
    private static LocalDateTime time(JsonNode millis) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(millis.asLong(), 1_000L),
                Math.floorMod(millis.asLong(), 1_000) * 1_000_000,
                ZoneOffset.UTC);
    }
}
