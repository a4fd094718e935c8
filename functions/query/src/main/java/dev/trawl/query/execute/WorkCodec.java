package dev.trawl.query.execute;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.query.record.AppliedPolicy;
import dev.trawl.query.record.Origins;
import dev.trawl.query.record.QueryState;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.SplitPlan;
import java.time.Instant;
import java.util.List;

/// Work as the object that the front leaves for the executor.
public final class WorkCodec {
    private static final JsonLimits LIMITS = new JsonLimits(500, 64L * 1024 * 1024);

    private WorkCodec() {}

    public static String toJson(Work work) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("v").integer(PlanCodec.VERSION);
                    o.field("query").string(work.queryId());
                    o.field("owner").string(work.submission().owner());
                    o.field("submitted").integer(work.submission().submitted().toEpochMilli());
                    o.field("deadline").integer(work.submission().deadline().toEpochMilli());
                    o.field("purpose").stringOrNull(work.purpose());
                    o.field("catalog").string(work.catalogHash());
                    o.field("content").string(work.contentHash());
                    o.field("ticket").string(work.ticket());
                    o.field("tables").list(work.tables(), (w, t) -> w.string(t.toString()));
                    o.field("fragments").list(work.plan().fragments(), WorkCodec::write);
                    PlanCodec.write(o.field("assembly"), work.plan().assembly());
                    o.field("policies").list(work.policies(), AppliedPolicy::write);
                    o.field("pushdown").string(work.options().pushdown().name());
                    o.field("splitting").string(work.options().splitting().name());
                    o.field("splitsMax").integer(work.options().splitsMax());
                    o.field("rowsMax").integer(work.options().rowsMax());
                    o.field("bytesMax").integer(work.options().bytesMax());
                    o.field("destination").stringOrNull(work.options().destination());
                    Origins.write(o, work.lineage());
                }));
    }

    /// @throws dev.trawl.plan.json.MalformedJsonException if it is no work of this version
    public static Work fromJson(String json) {
        return JsonReader.read(json, LIMITS, WorkCodec::read);
    }

    private static Work read(JsonReader in) {
        in.beginObject();
        int version = in.field("v").integer32();
        if (version != PlanCodec.VERSION) {
            throw in.malformed("version %d of the algebra is not known".formatted(version));
        }
        String queryId = in.field("query").string();
        QueryState.Submission submission =
                new QueryState.Submission(
                        in.field("owner").string(),
                        Instant.ofEpochMilli(in.field("submitted").integer()),
                        Instant.ofEpochMilli(in.field("deadline").integer()));
        String purpose = in.field("purpose").stringOrNull();
        String catalog = in.field("catalog").string();
        String content = in.field("content").string();
        String ticket = in.field("ticket").string();
        List<TableName> tables = in.field("tables").list(PlanCodec::readTableName);
        List<Fragment> fragments = in.field("fragments").list(WorkCodec::readFragment);
        Relation assembly = PlanCodec.readRelation(in.field("assembly"));
        List<AppliedPolicy> policies = in.field("policies").list(AppliedPolicy::read);
        Work.Options options =
                new Work.Options(
                        SourceRequest.Pushdown.valueOf(in.field("pushdown").string()),
                        Splitting.valueOf(in.field("splitting").string()),
                        in.field("splitsMax").integer32(),
                        in.field("rowsMax").integer(),
                        in.field("bytesMax").integer(),
                        in.field("destination").stringOrNull());
        List<AuditEvent.OutputColumn> lineage = Origins.read(in);
        in.endObject();
        return new Work(
                queryId,
                submission,
                purpose,
                catalog,
                content,
                ticket,
                tables,
                new SplitPlan(fragments, assembly),
                policies,
                options,
                lineage);
    }

    private static void write(JsonWriter out, Fragment fragment) {
        out.object(o -> {
            o.field("number").integer(fragment.number());
            o.field("source").string(fragment.source());
            PlanCodec.write(o.field("plan"), fragment.relation());
        });
    }

    private static Fragment readFragment(JsonReader in) {
        in.beginObject();
        int number = in.field("number").integer32();
        String source = in.field("source").string();
        Relation relation = PlanCodec.readRelation(in.field("plan"));
        in.endObject();
        return new Fragment(number, source, relation);
    }
}
