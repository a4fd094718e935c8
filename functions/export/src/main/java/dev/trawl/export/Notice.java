package dev.trawl.export;

import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;

/// What is told of a run of an export, or of a check, that ended: names, times and codes; nothing
/// of its rows, and no text of an error.
///
/// @param type by which rules of a bus choose it
/// @param id the same however often it is told
record Notice(String type, String id, String subject, String json) {
    private static final String EXPORT = "Trawl Export Run";
    private static final String CHECK = "Trawl Check Run";

    static Notice of(String fleet, Run run, Instant now) {
        String state = RunCodec.text(run.phase());
        String id = "%s-%s-%d".formatted(run.id(), state, run.until().toEpochMilli());
        Run.Problem problem = run.problem();
        return new Notice(
                EXPORT,
                id,
                "Trawl %s: export %s %s".formatted(fleet, run.export(), state),
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("id").string(id);
                            o.field("fleet").string(fleet);
                            o.field("export").string(run.export());
                            o.field("run").string(run.id());
                            o.field("state").string(state);
                            o.field("time").string(run.time().toString());
                            o.field("ended").string(run.until().toString());
                            o.field("told").string(now.toString());
                            o.field("attempts").integer(run.attempt());
                            o.field("code").stringOrNull(problem == null ? null : problem.code());
                            o.field("path").string("/v1/runs/" + run.id());
                        })));
    }

    static Notice of(String fleet, CheckNotices.End end, Instant now) {
        return new Notice(
                CHECK,
                "%s-%s".formatted(end.run(), end.state()),
                "Trawl %s: check %s %s".formatted(fleet, end.check(), end.state()),
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("id").string("%s-%s".formatted(end.run(), end.state()));
                            o.field("fleet").string(fleet);
                            o.field("check").string(end.check());
                            o.field("dataset").string(end.dataset());
                            o.field("run").string(end.run());
                            o.field("state").string(end.state());
                            o.field("time").string(end.time());
                            o.field("told").string(now.toString());
                            o.field("path").string("/v1/checks/%s/runs".formatted(end.check()));
                        })));
    }
}
