package dev.trawl.audit;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Events as JSON: every field always there, in one order.
final class AuditEventCodec {
    private AuditEventCodec() {}

    static void write(JsonWriter out, AuditEvent event) {
        out.object(o -> {
            o.field("kind").string(event.kind().name().toLowerCase(Locale.ROOT));
            o.field("time").string(event.time().toString());
            o.field("principal").string(event.principal());
            o.field("purpose").stringOrNull(event.purpose());
            o.field("action").stringOrNull(event.action());
            o.field("query").stringOrNull(event.queryId());
            o.field("trace").stringOrNull(event.traceId());
            o.field("code").stringOrNull(event.code());
            o.field("reason").stringOrNull(event.reason());
            if (event.statement() != null) {
                write(o.field("sql"), event.statement());
            }
            if (event.policy() != null) {
                write(o.field("policy"), event.policy());
            }
            o.field("reads").list(event.reads(), AuditEventCodec::write);
            o.field("lineage").list(event.lineage(), OutputColumnCodec::write);
            if (event.figures() != null) {
                write(o.field("figures"), event.figures());
            }
            o.field("details").map(event.details(), JsonWriter::string);
        });
    }

    static AuditEvent read(JsonReader in) {
        in.beginObject();
        AuditEvent event =
                new AuditEvent(
                        kind(in.field("kind")),
                        time(in.field("time")),
                        in.field("principal").string(),
                        in.field("purpose").stringOrNull(),
                        in.field("action").stringOrNull(),
                        in.field("query").stringOrNull(),
                        in.field("trace").stringOrNull(),
                        in.field("code").stringOrNull(),
                        in.field("reason").stringOrNull(),
                        in.optional("sql", AuditEventCodec::readStatement),
                        in.optional("policy", AuditEventCodec::readPolicy),
                        in.field("reads").list(AuditEventCodec::readTable),
                        in.field("lineage").list(OutputColumnCodec::read),
                        in.optional("figures", AuditEventCodec::readFigures),
                        details(in.field("details")));
        in.endObject();
        return event;
    }

    private static void write(JsonWriter out, AuditEvent.Statement statement) {
        out.object(o ->
                o.field("fingerprint")
                        .string(statement.fingerprint())
                        .field("text")
                        .stringOrNull(statement.text()));
    }

    private static void write(JsonWriter out, AuditEvent.PolicyVersion policy) {
        out.object(o ->
                o.field("epoch")
                        .integer(policy.epoch())
                        .field("hash")
                        .string(policy.hash())
                        .field("catalog")
                        .string(policy.catalog()));
    }

    private static void write(JsonWriter out, AuditEvent.TableRead read) {
        out.object(o -> {
            o.field("table").string(read.table());
            o.field("columns").list(read.columns(), AuditEventCodec::write);
            o.field("filters").list(read.filters(), JsonWriter::string);
        });
    }

    private static void write(JsonWriter out, AuditEvent.ColumnRead column) {
        out.object(o ->
                o.field("name").string(column.name()).field("mask").stringOrNull(column.mask()));
    }

    private static void write(JsonWriter out, AuditEvent.Figures figures) {
        out.object(o -> {
            o.field("rows").integer(figures.rows());
            o.field("bytes").integer(figures.bytes());
            o.field("millis").integer(figures.millis());
            o.field("usd").string(figures.usd().toPlainString());
        });
    }

    private static AuditEvent.Kind kind(JsonReader in) {
        String text = in.string();
        for (AuditEvent.Kind kind : AuditEvent.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return kind;
            }
        }
        throw in.malformed("no kind of event: '%s'".formatted(text));
    }

    private static Instant time(JsonReader in) {
        try {
            return Instant.parse(in.string());
        } catch (DateTimeParseException e) {
            throw in.malformed("a time is not one");
        }
    }

    private static AuditEvent.Statement readStatement(JsonReader in) {
        in.beginObject();
        String fingerprint = in.field("fingerprint").string();
        @Nullable String text = in.field("text").stringOrNull();
        in.endObject();
        return new AuditEvent.Statement(fingerprint, text);
    }

    private static AuditEvent.PolicyVersion readPolicy(JsonReader in) {
        in.beginObject();
        long epoch = in.field("epoch").integer();
        String hash = in.field("hash").string();
        String catalog = in.field("catalog").string();
        in.endObject();
        return new AuditEvent.PolicyVersion(epoch, hash, catalog);
    }

    private static AuditEvent.TableRead readTable(JsonReader in) {
        in.beginObject();
        String table = in.field("table").string();
        List<AuditEvent.ColumnRead> columns = in.field("columns").list(AuditEventCodec::readColumn);
        List<String> filters = in.field("filters").list(JsonReader::string);
        in.endObject();
        return new AuditEvent.TableRead(table, columns, filters);
    }

    private static AuditEvent.ColumnRead readColumn(JsonReader in) {
        in.beginObject();
        String name = in.field("name").string();
        @Nullable String mask = in.field("mask").stringOrNull();
        in.endObject();
        return new AuditEvent.ColumnRead(name, mask);
    }

    private static AuditEvent.Figures readFigures(JsonReader in) {
        in.beginObject();
        long rows = in.field("rows").integer();
        long bytes = in.field("bytes").integer();
        long millis = in.field("millis").integer();
        String usd = in.field("usd").string();
        in.endObject();
        try {
            return new AuditEvent.Figures(rows, bytes, millis, new BigDecimal(usd));
        } catch (NumberFormatException e) {
            throw in.malformed("an amount is no number");
        }
    }

    private static Map<String, String> details(JsonReader in) {
        return in.map(JsonReader::string);
    }
}
