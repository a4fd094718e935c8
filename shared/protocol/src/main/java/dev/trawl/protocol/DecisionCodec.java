package dev.trawl.protocol;

import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Decisions as JSON.
public final class DecisionCodec {
    private DecisionCodec() {}

    public static void write(JsonWriter out, Decision decision) {
        out.object(o -> {
            o.field("principal").string(decision.principal());
            if (decision.purpose() != null) {
                o.field("purpose").string(decision.purpose());
            }
            o.field("catalog").string(decision.catalogHash());
            o.field("epoch").integer(decision.policyEpoch());
            o.field("validUntil").integer(decision.validUntil().toEpochMilli());
            o.field("content").string(decision.contentHash());
            o.field("outcomes").list(decision.outcomes(), DecisionCodec::writeOutcome);
            o.field("grants").map(new TreeMap<>(decision.grants()), JsonWriter::string);
            o.field("ticket").string(decision.ticket());
            if (decision.policyHash() != null) {
                o.field("policies").string(decision.policyHash());
            }
            if (decision.record() != null) {
                o.field("record").string(decision.record());
            }
        });
    }

    public static Decision read(JsonReader in) {
        in.beginObject();
        String principal = in.field("principal").string();
        String purpose = in.optional("purpose", JsonReader::string);
        String catalog = in.field("catalog").string();
        long epoch = in.field("epoch").integer();
        Instant validUntil = Instant.ofEpochMilli(in.field("validUntil").integer());
        String content = in.field("content").string();
        List<Decision.Outcome> outcomes = in.field("outcomes").list(DecisionCodec::readOutcome);
        Map<String, String> grants = in.field("grants").map(JsonReader::string);
        String ticket = in.field("ticket").string();
        String policies = in.optional("policies", JsonReader::string);
        String record = in.optional("record", JsonReader::string);
        in.endObject();
        return new Decision(
                principal,
                purpose,
                catalog,
                epoch,
                validUntil,
                content,
                outcomes,
                grants,
                ticket,
                policies,
                record);
    }

    private static void writeOutcome(JsonWriter out, Decision.Outcome outcome) {
        out.object(o -> {
            o.field("table").string(outcome.table().toString()).field("outcome");
            switch (outcome) {
                case Decision.Permit permit -> {
                    o.string("permit");
                    o.field("fields").list(permit.fields(), PlanCodec::write);
                    o.field("effects").list(permit.effects(), DecisionCodec::writeEffect);
                    if (permit.rowsMax() != null) {
                        o.field("rowsMax").integer(permit.rowsMax());
                    }
                }
                case Decision.Deny deny -> o.string("deny").field("reason").string(deny.reason());
                case Decision.Unknown _ -> o.string("unknown");
            }
        });
    }

    private static Decision.Outcome readOutcome(JsonReader in) {
        in.beginObject();
        TableName table = PlanCodec.readTableName(in.field("table"));
        String kind = in.field("outcome").string();
        Decision.Outcome outcome =
                switch (kind) {
                    case "permit" -> {
                        List<Field> fields = in.field("fields").list(PlanCodec::readField);
                        List<Decision.Effect> effects =
                                in.field("effects").list(DecisionCodec::readEffect);
                        Long rowsMax = in.optional("rowsMax", JsonReader::integer);
                        yield Codecs.checked(
                                in, () -> new Decision.Permit(table, fields, effects, rowsMax));
                    }
                    case "deny" -> new Decision.Deny(table, in.field("reason").string());
                    case "unknown" -> new Decision.Unknown(table);
                    default -> throw in.malformed("no such outcome: '" + kind + "'");
                };
        in.endObject();
        return outcome;
    }

    private static void writeEffect(JsonWriter out, Decision.Effect effect) {
        out.object(o -> {
            o.field("policy").string(effect.policy());
            o.field("kind").string(Codecs.text(effect.kind()));
            if (effect.column() != null) {
                o.field("column").string(effect.column());
            }
            o.field("text").string(effect.text());
        });
    }

    private static Decision.Effect readEffect(JsonReader in) {
        in.beginObject();
        String policy = in.field("policy").string();
        Decision.Effect.Kind kind =
                Codecs.readEnum(in.field("kind"), Decision.Effect.Kind.values());
        String column = in.optional("column", JsonReader::string);
        String text = in.field("text").string();
        in.endObject();
        return new Decision.Effect(policy, kind, column, text);
    }
}
