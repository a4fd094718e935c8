package dev.trawl.policy.function;

import dev.trawl.plan.Field;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.RuleFinding;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Decision;
import java.util.List;
import java.util.Locale;

/// Decisions as JSON for people.
final class Explanation {
    /// Whose view it is.
    enum Audience {
        /// The principal itself: nothing of tables that it may not know, nothing of rules there.
        SELF,
        ADMINISTRATOR
    }

    private Explanation() {}

    static String toJson(PolicyRequest request, List<TableDecision> tables, Audience audience) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("principal").string(request.principal().id());
                    if (request.purpose() != null) {
                        o.field("purpose").string(request.purpose());
                    }
                    o.field("action").string(request.action().text());
                    o.field("tables").list(tables, (w, t) -> write(w, t, audience));
                }));
    }

    private static void write(JsonWriter out, TableDecision table, Audience audience) {
        out.object(o -> {
            o.field("table").string(table.outcome().table().toString());
            boolean tellsRules = audience == Audience.ADMINISTRATOR;
            switch (table.outcome()) {
                case Decision.Permit permit -> {
                    o.field("outcome").string("permit");
                    o.field("columns").list(permit.fields(), Explanation::write);
                    o.field("effects").list(permit.effects(), Explanation::write);
                    tellsRules = true;
                }
                case Decision.Deny deny -> {
                    o.field("outcome").string("deny");
                    o.field("reason").string(deny.reason());
                    tellsRules = true;
                }
                case Decision.Unknown _ -> o.field("outcome").string("unknown");
            }
            if (tellsRules) {
                o.field("rules").list(table.findings(), Explanation::write);
            }
        });
    }

    private static void write(JsonWriter out, Field field) {
        out.object(o ->
                o.field("name").string(field.name()).field("type").string(field.type().text()));
    }

    private static void write(JsonWriter out, Decision.Effect effect) {
        out.object(o -> {
            o.field("rule").string(effect.policy());
            o.field("kind").string(effect.kind().name().toLowerCase(Locale.ROOT));
            if (effect.column() != null) {
                o.field("column").string(effect.column());
            }
            o.field("text").string(effect.text());
        });
    }

    private static void write(JsonWriter out, RuleFinding finding) {
        out.object(o ->
                o.field("rule")
                        .string(finding.rule())
                        .field("effect")
                        .string(finding.effect().name().toLowerCase(Locale.ROOT))
                        .field("matched")
                        .bool(finding.matched())
                        .field("text")
                        .string(finding.text()));
    }
}
