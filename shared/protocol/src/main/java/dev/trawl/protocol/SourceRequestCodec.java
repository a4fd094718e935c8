package dev.trawl.protocol;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;
import java.util.List;

/// Requests to sources as JSON.
public final class SourceRequestCodec {
    private SourceRequestCodec() {}

    public static void write(JsonWriter out, SourceRequest request) {
        out.object(o -> {
            switch (request) {
                case SourceRequest.Execute execute -> writeExecute(o, execute);
                case SourceRequest.PlanSplits plan -> {
                    o.field("do").string("plan_splits").field("grant").string(plan.grant());
                    PlanCodec.write(o.field("fragment"), plan.fragment());
                    o.field("max").integer(plan.splitsMax());
                    o.field("deadline").string(plan.deadline().toString());
                }
                case SourceRequest.Explain explain -> {
                    o.field("do").string("explain").field("grant").string(explain.grant());
                    PlanCodec.write(o.field("fragment"), explain.fragment());
                    o.field("pushdown").string(Codecs.text(explain.pushdown()));
                }
                case SourceRequest.Discover discover ->
                        o.field("do")
                                .string("discover")
                                .field("grant")
                                .string(discover.grant())
                                .field("deadline")
                                .string(discover.deadline().toString());
                case SourceRequest.Profile profile ->
                        o.field("do")
                                .string("profile")
                                .field("grant")
                                .string(profile.grant())
                                .field("table")
                                .string(profile.table().toString())
                                .field("rowsMax")
                                .integer(profile.rowsMax())
                                .field("deadline")
                                .string(profile.deadline().toString());
                case SourceRequest.Write write -> writeWrite(o, write);
            }
        });
    }

    public static SourceRequest read(JsonReader in) {
        in.beginObject();
        String kind = in.field("do").string();
        String grant = in.field("grant").string();
        SourceRequest request =
                switch (kind) {
                    case "execute" -> readExecute(in, grant);
                    case "plan_splits" -> {
                        Relation fragment = PlanCodec.readRelation(in.field("fragment"));
                        int max = in.field("max").integer32();
                        Instant deadline = Codecs.readInstant(in.field("deadline"));
                        yield new SourceRequest.PlanSplits(grant, fragment, max, deadline);
                    }
                    case "explain" -> {
                        Relation fragment = PlanCodec.readRelation(in.field("fragment"));
                        yield new SourceRequest.Explain(grant, fragment, readPushdown(in));
                    }
                    case "discover" ->
                            new SourceRequest.Discover(
                                    grant, Codecs.readInstant(in.field("deadline")));
                    case "profile" -> {
                        TableName table = PlanCodec.readTableName(in.field("table"));
                        long rowsMax = in.field("rowsMax").integer();
                        Instant deadline = Codecs.readInstant(in.field("deadline"));
                        yield new SourceRequest.Profile(grant, table, rowsMax, deadline);
                    }
                    case "write" -> readWrite(in, grant);
                    default -> throw in.malformed("no such request: '" + kind + "'");
                };
        in.endObject();
        return request;
    }

    private static void writeWrite(JsonWriter o, SourceRequest.Write write) {
        o.field("do").string("write").field("grant").string(write.grant());
        o.field("table").string(write.table().toString());
        o.field("columns").list(write.columns(), JsonWriter::string);
        o.field("mode").string(Codecs.text(write.mode()));
        o.field("key").list(write.key(), JsonWriter::string);
        o.field("parts").list(write.parts(), SourceAnswerCodec::write);
        o.field("deadline").string(write.deadline().toString());
    }

    private static SourceRequest readWrite(JsonReader in, String grant) {
        TableName table = PlanCodec.readTableName(in.field("table"));
        List<String> columns = in.field("columns").list(JsonReader::string);
        SourceRequest.WriteMode mode =
                Codecs.readEnum(in.field("mode"), SourceRequest.WriteMode.values());
        List<String> key = in.field("key").list(JsonReader::string);
        List<SourceAnswer.Part> parts = in.field("parts").list(SourceAnswerCodec::readPart);
        Instant deadline = Codecs.readInstant(in.field("deadline"));
        return Codecs.checked(
                in,
                () -> new SourceRequest.Write(grant, table, columns, mode, key, parts, deadline));
    }

    private static void writeExecute(JsonWriter o, SourceRequest.Execute execute) {
        o.field("do").string("execute").field("grant").string(execute.grant());
        PlanCodec.write(o.field("fragment"), execute.fragment());
        o.field("id").string(execute.fragmentId());
        if (execute.split() != null) {
            o.field("split").string(execute.split());
        }
        o.field("pushdown").string(Codecs.text(execute.pushdown()));
        o.field("inlineBytesMax").integer(execute.inlineBytesMax());
        o.field("deadline").string(execute.deadline().toString());
        if (execute.isFirst()) {
            o.field("first").bool(true);
        }
    }

    private static SourceRequest readExecute(JsonReader in, String grant) {
        Relation fragment = PlanCodec.readRelation(in.field("fragment"));
        String id = in.field("id").string();
        String split = in.optional("split", JsonReader::string);
        SourceRequest.Pushdown pushdown = readPushdown(in);
        long inlineBytesMax = in.field("inlineBytesMax").integer();
        Instant deadline = Codecs.readInstant(in.field("deadline"));
        boolean isFirst = Boolean.TRUE.equals(in.optional("first", JsonReader::bool));
        return new SourceRequest.Execute(
                grant, fragment, id, split, pushdown, inlineBytesMax, deadline, isFirst);
    }

    private static SourceRequest.Pushdown readPushdown(JsonReader in) {
        return Codecs.readEnum(in.field("pushdown"), SourceRequest.Pushdown.values());
    }
}
