package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl export backfill`: runs for scheduled times that are past.
@Command(
        name = "backfill",
        description = "Run an export for scheduled times that it missed.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl export backfill daily_delays --from 2026-01-01 --to 2026-02-01",
            "                                       # what would run; nothing does",
            "  trawl export backfill daily_delays --from 2026-01-01 --to 2026-02-01 --yes",
            "  trawl export backfill daily_delays --cancel",
            "",
            "Each time of the schedule that has no committed run gets one, under the name",
            "that its own run would have had: repeating the command, or a late delivery of",
            "the schedule, makes no other. They run one after another, or --parallel at",
            "once if the export says 'concurrency: allow'. What readers of current.json see",
            "stays the latest time's run. A time without an offset is UTC; --to is not part",
            "of the range. A query that shall give what was there at each time asks for it:",
            ":scheduled_time, :previous_time."
        })
final class ExportBackfillCommand implements Callable<Integer> {
    private static final Listing.Columns COLUMNS =
            new Listing.Columns()
                    .field("time", "time")
                    .field("state", "state")
                    .value("runs", slot -> slot.path("runs").asBoolean() ? "yes" : "no");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Listing listing = new Listing();

    @Parameters(index = "0", paramLabel = "NAME", description = "The export's name.")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            defaultValue = "",
            description = "The first time: 2026-01-31 or 2026-01-31T06:00:00Z.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "TIME",
            defaultValue = "",
            description = "Before this time; now if absent.")
    private String to = "";

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs at once, 1 to 8, where the export allows it (default: 1).")
    private int parallel;

    @Option(names = "--yes", description = "Do it; without it, only show what would run.")
    private boolean yes;

    @Option(names = "--cancel", description = "Drop the times that an earlier backfill has left.")
    private boolean cancel;

    @Override
    public Integer call() {
        if (cancel == !from.isEmpty()) {
            throw new CommandException("Give --from, or --cancel.");
        }
        String path = ExportCommand.path(name) + "/backfill";
        try (Api api = connection.open()) {
            if (cancel) {
                JsonNode dropped = api.json(new Api.Call("DELETE", path, null, "application/json"));
                spec.commandLine()
                        .getOut()
                        .println(dropped.path("dropped").asText() + " times dropped");
                return 0;
            }
            JsonNode answer = api.json(Api.Call.post(path, body().toString()));
            ArrayNode times = JsonNodeFactory.instance.arrayNode();
            answer.path("times").forEach(times::add);
            spec.commandLine().getOut().println(listing.print(times, COLUMNS));
            tell(answer);
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return e.exitCode();
        }
    }

    private ObjectNode body() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("from", instant(from));
        if (!to.isEmpty()) {
            body.put("to", instant(to));
        }
        return body.put("parallel", parallel).put("dryRun", !yes);
    }

    private void tell(JsonNode answer) {
        answer.path("warnings")
                .forEach(w -> spec.commandLine().getErr().println("warning: " + w.asText()));
        String runs =
                "%s runs, %s at once"
                        .formatted(answer.path("runs").asText(), answer.path("parallel").asText());
        spec.commandLine()
                .getErr()
                .println(
                        yes
                                ? runs + "; see 'trawl runs list " + name + "'"
                                : runs + "; nothing runs yet, --yes begins them");
    }

    static String instant(String text) {
        try {
            return text.length() == "2026-01-31".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toString()
                    : text.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                            ? OffsetDateTime.parse(text).toInstant().toString()
                            : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toString();
        } catch (DateTimeException e) {
            throw new CommandException(
                    "'" + text + "' is no time such as 2026-01-31 or 2026-01-31T06:00:00Z.");
        }
    }
}
