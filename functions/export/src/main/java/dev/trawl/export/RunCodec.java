package dev.trawl.export;

import dev.trawl.plan.PlanCodec;
import dev.trawl.plan.TableName;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.SourceRequest;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Runs as items of the table.
final class RunCodec {
    private RunCodec() {}

    static String toJson(Run run) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("id").string(run.id()).field("export").string(run.export());
                    o.field("cause").string(run.cause()).field("author").string(run.author());
                    ExportSpec spec = run.spec();
                    o.field("query").string(spec.query());
                    o.field("principal").string(spec.principal());
                    o.field("purpose").stringOrNull(spec.purpose());
                    o.field("bucket").string(spec.bucket()).field("prefix").string(spec.prefix());
                    o.field("format").string(text(spec.format()));
                    o.field("concurrency").string(text(spec.concurrency()));
                    o.field("attempts").integer(spec.attempts());
                    if (spec.seconds() > 0) {
                        o.field("seconds").integer(spec.seconds());
                    }
                    ExportSpec.TableTarget table = spec.table();
                    if (table != null) {
                        o.field("table").string(table.table().toString());
                        o.field("mode").string(text(table.mode()));
                        o.field("key").list(table.key(), JsonWriter::string);
                    }
                    if (!spec.files().equals(FileLayout.DEFAULT)) {
                        o.field("files");
                        spec.files().write(o);
                    }
                    Registers registers = spec.registers();
                    if (registers != null) {
                        o.field("registers");
                        registers.write(o);
                    }
                    o.field("head").string(run.head());
                    o.field("catalog").string(run.catalogHash());
                    o.field("epoch").integer(run.policyEpoch());
                    o.field("created").integer(run.created().toEpochMilli());
                    o.field("time").integer(run.time().toEpochMilli());
                    Instant previous = run.previous();
                    if (previous != null) {
                        o.field("previous").integer(previous.toEpochMilli());
                    }
                    o.field("phase").string(text(run.phase()));
                    o.field("attempt").integer(run.attempt());
                    o.field("attemptId").string(run.attemptId());
                    o.field("until").integer(run.until().toEpochMilli());
                    Run.Problem problem = run.problem();
                    o.field("code").stringOrNull(problem == null ? null : problem.code());
                    o.field("text").stringOrNull(problem == null ? null : problem.text());
                    RunResult result = run.result();
                    if (result != null) {
                        result.write(o.field("result"));
                    }
                }));
    }

    static Run parse(String json) {
        return JsonReader.read(json, JsonLimits.DEFAULT, RunCodec::read);
    }

    private static Run read(JsonReader in) {
        in.beginObject();
        String id = in.field("id").string();
        String export = in.field("export").string();
        String cause = in.field("cause").string();
        String author = in.field("author").string();
        ExportSpec spec =
                new ExportSpec(
                        in.field("query").string(),
                        in.field("principal").string(),
                        in.field("purpose").stringOrNull(),
                        in.field("bucket").string(),
                        in.field("prefix").string(),
                        ExportSpec.choice(ExportSpec.Format.class, in.field("format").string()),
                        ExportSpec.choice(
                                ExportSpec.Concurrency.class, in.field("concurrency").string()),
                        in.field("attempts").integer32(),
                        seconds(in),
                        table(in),
                        files(in),
                        in.optional("registers", Registers::read));
        String head = in.field("head").string();
        String catalog = in.field("catalog").string();
        long epoch = in.field("epoch").integer();
        Instant created = Instant.ofEpochMilli(in.field("created").integer());
        Long time = in.optional("time", JsonReader::integer);
        @Nullable Long previous = in.optional("previous", JsonReader::integer);
        Run.Phase phase = ExportSpec.choice(Run.Phase.class, in.field("phase").string());
        int attempt = in.field("attempt").integer32();
        String attemptId = in.field("attemptId").string();
        Instant until = Instant.ofEpochMilli(in.field("until").integer());
        @Nullable String code = in.field("code").stringOrNull();
        @Nullable String text = in.field("text").stringOrNull();
        @Nullable RunResult result = in.optional("result", RunResult::read);
        in.endObject();
        return new Run(
                id,
                export,
                cause,
                author,
                spec,
                head,
                catalog,
                epoch,
                created,
                time == null ? created : Instant.ofEpochMilli(time),
                previous == null ? null : Instant.ofEpochMilli(previous),
                phase,
                attempt,
                attemptId,
                until,
                code == null || text == null ? null : new Run.Problem(code, text),
                result);
    }

    private static int seconds(JsonReader in) {
        Integer seconds = in.optional("seconds", JsonReader::integer32);
        return seconds == null ? 0 : seconds;
    }

    private static ExportSpec.@Nullable TableTarget table(JsonReader in) {
        TableName table = in.optional("table", PlanCodec::readTableName);
        return table == null
                ? null
                : new ExportSpec.TableTarget(
                        table,
                        ExportSpec.choice(SourceRequest.WriteMode.class, in.field("mode").string()),
                        in.field("key").list(JsonReader::string));
    }

    private static FileLayout files(JsonReader in) {
        FileLayout files = in.optional("files", FileLayout::read);
        return files == null ? FileLayout.DEFAULT : files;
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
