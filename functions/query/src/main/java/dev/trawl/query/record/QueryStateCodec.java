package dev.trawl.query.record;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.Field;
import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import java.time.Instant;
import java.util.List;

/// States of queries as the documents of their items.
final class QueryStateCodec {
    private QueryStateCodec() {}

    static String toJson(QueryState state) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("owner").string(state.submission().owner());
                    o.field("submitted").integer(state.submission().submitted().toEpochMilli());
                    o.field("deadline").integer(state.submission().deadline().toEpochMilli());
                    switch (state) {
                        case QueryState.Running _ -> o.field("state").string("running");
                        case QueryState.Succeeded succeeded -> {
                            end(o, "succeeded", succeeded.ended());
                            writeSummary(o.field("summary"), succeeded.summary());
                            o.field("parts").list(succeeded.parts(), SourceAnswerCodec::write);
                        }
                        case QueryState.Failed failed -> {
                            end(o, "failed", failed.ended());
                            o.field("code").string(failed.code().name());
                            o.field("message").string(failed.message());
                        }
                        case QueryState.Cancelled cancelled ->
                                end(o, "cancelled", cancelled.ended());
                    }
                }));
    }

    static QueryState fromJson(String json) {
        return JsonReader.read(json, JsonLimits.DEFAULT, QueryStateCodec::read);
    }

    private static QueryState read(JsonReader in) {
        in.beginObject();
        QueryState.Submission submission =
                new QueryState.Submission(
                        in.field("owner").string(),
                        Instant.ofEpochMilli(in.field("submitted").integer()),
                        Instant.ofEpochMilli(in.field("deadline").integer()));
        String kind = in.field("state").string();
        QueryState state =
                switch (kind) {
                    case "running" -> new QueryState.Running(submission);
                    case "succeeded" -> {
                        Instant ended = ended(in);
                        QueryState.Summary summary = readSummary(in.field("summary"));
                        List<SourceAnswer.Part> parts =
                                in.field("parts").list(SourceAnswerCodec::readPart);
                        yield new QueryState.Succeeded(submission, ended, summary, parts);
                    }
                    case "failed" -> {
                        Instant ended = ended(in);
                        ErrorCode code = ErrorCode.valueOf(in.field("code").string());
                        String message = in.field("message").string();
                        yield new QueryState.Failed(submission, ended, code, message);
                    }
                    case "cancelled" -> new QueryState.Cancelled(submission, ended(in));
                    default -> throw in.malformed("no such state: '" + kind + "'");
                };
        in.endObject();
        return state;
    }

    private static void end(JsonWriter o, String kind, Instant ended) {
        o.field("state").string(kind).field("ended").integer(ended.toEpochMilli());
    }

    private static Instant ended(JsonReader in) {
        return Instant.ofEpochMilli(in.field("ended").integer());
    }

    private static void writeSummary(JsonWriter out, QueryState.Summary summary) {
        out.object(o -> {
            o.field("columns").list(summary.columns(), PlanCodec::write);
            o.field("rows").integer(summary.rows());
            o.field("policies").list(summary.policies(), AppliedPolicy::write);
            o.field("fragments").list(summary.fragments(), FragmentReport::write);
            Cost.write(o.field("cost"), summary.cost());
            Origins.write(o, summary.lineage());
        });
    }

    private static QueryState.Summary readSummary(JsonReader in) {
        in.beginObject();
        List<Field> columns = in.field("columns").list(PlanCodec::readField);
        long rows = in.field("rows").integer();
        List<AppliedPolicy> policies = in.field("policies").list(AppliedPolicy::read);
        List<FragmentReport> fragments = in.field("fragments").list(FragmentReport::read);
        Cost cost = Cost.read(in.field("cost"));
        List<AuditEvent.OutputColumn> lineage = Origins.read(in);
        in.endObject();
        return new QueryState.Summary(columns, rows, policies, fragments, cost, lineage);
    }
}
