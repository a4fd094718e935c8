package dev.trawl.export;

import dev.trawl.plan.json.JsonWriter;
import java.time.Instant;

/// What is told of a run that ended: names, times and codes; nothing of its rows, and no text of an
/// error.
///
/// @param id the same however often it is told
record Notice(String id, String subject, String json) {
    static final String TYPE = "Trawl Export Run";

    static Notice of(String fleet, Run run, Instant now) {
        String state = RunCodec.text(run.phase());
        String id = "%s-%s-%d".formatted(run.id(), state, run.until().toEpochMilli());
        Run.Problem problem = run.problem();
        return new Notice(
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
}
