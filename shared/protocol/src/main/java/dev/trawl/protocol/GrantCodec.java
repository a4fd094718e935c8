package dev.trawl.protocol;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The claims of a grant as JSON. Strict: a field that is not known here is refused, so a source
/// never overlooks a restriction. Instants have whole milliseconds.
public final class GrantCodec {
    private GrantCodec() {}

    public static void write(JsonWriter out, Grant grant) {
        out.object(o -> {
            o.field("v").integer(PlanCodec.VERSION);
            o.field("jti").string(grant.id());
            o.field("aud").string(grant.audience());
            o.field("issued").integer(grant.issuedAt().toEpochMilli());
            o.field("expires").integer(grant.expiresAt().toEpochMilli());
            o.field("query").string(grant.queryId());
            o.field("principal").string(grant.principal());
            if (grant.purpose() != null) {
                o.field("purpose").string(grant.purpose());
            }
            o.field("action").string(Codecs.text(grant.action()));
            o.field("prefix").string(grant.writePrefix());
            if (grant.destination() != null) {
                o.field("destination").string(grant.destination());
            }
            o.field("catalog").string(grant.catalogHash());
            o.field("epoch").integer(grant.policyEpoch());
            o.field("relations").list(grant.relations(), GrantCodec::writeRelation);
        });
    }

    public static Grant read(JsonReader in) {
        in.beginObject();
        int version = in.field("v").integer32();
        if (version != PlanCodec.VERSION) {
            throw in.malformed("version %d of a grant is not known".formatted(version));
        }
        String id = in.field("jti").string();
        String audience = in.field("aud").string();
        Instant issued = Instant.ofEpochMilli(in.field("issued").integer());
        Instant expires = Instant.ofEpochMilli(in.field("expires").integer());
        String queryId = in.field("query").string();
        String principal = in.field("principal").string();
        String purpose = in.optional("purpose", JsonReader::string);
        Action action = Codecs.readEnum(in.field("action"), Action.values());
        String prefix = in.field("prefix").string();
        String destination = in.optional("destination", JsonReader::string);
        String catalog = in.field("catalog").string();
        long epoch = in.field("epoch").integer();
        List<GrantedRelation> relations = in.field("relations").list(GrantCodec::readRelation);
        in.endObject();
        return Codecs.checked(
                in,
                () ->
                        new Grant(
                                id,
                                audience,
                                issued,
                                expires,
                                queryId,
                                principal,
                                purpose,
                                action,
                                prefix,
                                destination,
                                catalog,
                                epoch,
                                relations));
    }

    private static void writeRelation(JsonWriter out, GrantedRelation relation) {
        out.object(o -> {
            o.field("table").string(relation.table().toString());
            o.field("inputs").list(relation.inputs(), PlanCodec::write);
            o.field("columns").list(relation.columns(), GrantCodec::writeColumn);
            if (relation.rowFilter() != null) {
                PlanCodec.write(o.field("filter"), relation.rowFilter());
            }
            if (relation.aggregateOnly() != null) {
                writeAggregateOnly(o.field("aggregateOnly"), relation.aggregateOnly());
            }
            if (!relation.allowances().isEmpty()) {
                o.field("allowances").list(relation.allowances(), GrantCodec::writeAllowance);
            }
        });
    }

    private static GrantedRelation readRelation(JsonReader in) {
        in.beginObject();
        TableName table = PlanCodec.readTableName(in.field("table"));
        List<Field> inputs = in.field("inputs").list(PlanCodec::readField);
        List<GrantedColumn> columns = in.field("columns").list(GrantCodec::readColumn);
        Expr filter = in.optional("filter", PlanCodec::readExpr);
        AggregateOnly aggregateOnly = in.optional("aggregateOnly", GrantCodec::readAggregateOnly);
        List<Allowance> allowances =
                in.optional("allowances", a -> a.list(GrantCodec::readAllowance));
        in.endObject();
        return Codecs.checked(
                in,
                () ->
                        new GrantedRelation(
                                table,
                                inputs,
                                columns,
                                filter,
                                aggregateOnly,
                                allowances == null ? List.of() : allowances));
    }

    private static void writeAllowance(JsonWriter out, Allowance allowance) {
        out.object(o -> {
            o.field("rule").string(allowance.rule());
            if (allowance.rows() != null) {
                o.field("rows").integer(allowance.rows());
            }
            if (allowance.bytes() != null) {
                o.field("bytes").integer(allowance.bytes());
            }
            o.field("seconds").integer(allowance.per().toSeconds());
        });
    }

    private static Allowance readAllowance(JsonReader in) {
        in.beginObject();
        String rule = in.field("rule").string();
        Long rows = in.optional("rows", JsonReader::integer);
        Long bytes = in.optional("bytes", JsonReader::integer);
        Duration per = Duration.ofSeconds(in.field("seconds").integer());
        in.endObject();
        return Codecs.checked(in, () -> new Allowance(rule, rows, bytes, per));
    }

    private static void writeAggregateOnly(JsonWriter out, AggregateOnly rule) {
        out.object(o -> {
            o.field("min").integer(rule.groupMin());
            o.field("units").list(rule.units(), (w, unit) -> w.integer(unit));
            o.field("dimensions").list(rule.dimensions(), JsonWriter::string);
        });
    }

    private static AggregateOnly readAggregateOnly(JsonReader in) {
        in.beginObject();
        int min = in.field("min").integer32();
        List<Integer> units = in.field("units").list(JsonReader::integer32);
        List<String> dimensions = in.field("dimensions").list(JsonReader::string);
        in.endObject();
        return Codecs.checked(in, () -> new AggregateOnly(min, units, dimensions));
    }

    private static void writeColumn(JsonWriter out, GrantedColumn column) {
        out.object(o -> {
            o.field("name").string(column.name()).field("input").integer(column.input());
            o.field("masks").list(column.masks(), GrantCodec::writeCase);
        });
    }

    private static GrantedColumn readColumn(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        int input = in.field("input").integer32();
        List<MaskCase> masks = in.field("masks").list(GrantCodec::readCase);
        in.endObject();
        return new GrantedColumn(name, input, masks);
    }

    private static void writeCase(JsonWriter out, MaskCase mask) {
        out.object(o -> {
            if (mask.when() != null) {
                PlanCodec.write(o.field("when"), mask.when());
            }
            MaskCodec.write(o.field("then"), mask.mask());
        });
    }

    private static MaskCase readCase(JsonReader in) {
        in.beginObject();
        Expr when = in.optional("when", PlanCodec::readExpr);
        Mask mask = MaskCodec.read(in.field("then"));
        in.endObject();
        return Codecs.checked(in, () -> new MaskCase(when, mask));
    }
}
