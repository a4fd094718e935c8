package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl export pause`, `resume` and `show`: whether an export runs by itself.
final class ExportStateCommands {
    private static final Listing.Columns COLUMNS =
            new Listing.Columns()
                    .field("export", "export")
                    .field("schedule", "schedule")
                    .field("zone", "zone")
                    .field("paused", "paused")
                    .field("by", "pausedBy")
                    .field("reason", "reason")
                    .field("next", "next")
                    .value("held", state -> state.path("held").path("count").asText(""));

    private ExportStateCommands() {}

    /// What the commands have in common.
    static final class Common {
        @Mixin private Connection connection = new Connection();

        @Mixin private Listing listing = new Listing();

        @Parameters(index = "0", paramLabel = "NAME", description = "The export's name.")
        private String name = "";

        int run(CommandSpec spec, String method, String suffix, String body) {
            try (Api api = connection.open()) {
                JsonNode state =
                        api.json(
                                new Api.Call(
                                        method,
                                        ExportCommand.path(name) + suffix,
                                        body.isEmpty() ? null : body,
                                        "application/json"));
                spec.commandLine()
                        .getOut()
                        .println(
                                listing.print(
                                        JsonNodeFactory.instance.arrayNode().add(state), COLUMNS));
                return 0;
            } catch (ProblemException e) {
                spec.commandLine().getErr().println(e.describe(null));
                return e.exitCode();
            }
        }
    }

    /// `trawl export pause`.
    @Command(
            name = "pause",
            description = "Keep an export from running by itself.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "At once, and until 'trawl export resume', whatever is applied meanwhile. Who",
                "paused it and why is kept and recorded. Runs that go on go on; runs by hand",
                "are possible.",
                "  trawl export pause daily_delays --reason \"the source sends nonsense\"",
                "Times that pass meanwhile can be made up for by 'trawl export backfill';",
                "events and runs of other exports that would have started it are remembered,",
                "and are one run at 'resume'."
            })
    static final class Pause implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "Why, for others.")
        private String reason = "";

        @Override
        public Integer call() {
            return common.run(
                    spec,
                    "POST",
                    "/pause",
                    JsonNodeFactory.instance.objectNode().put("reason", reason).toString());
        }
    }

    /// `trawl export resume`.
    @Command(
            name = "resume",
            description = "Let a paused export run by itself again.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "What would have started it meanwhile, other than times, starts one run now.",
                "Ends what 'trawl export pause' began. 'paused: true' in the resource itself",
                "stays; change it with 'trawl apply'."
            })
    static final class Resume implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Override
        public Integer call() {
            return common.run(spec, "POST", "/resume", "{}");
        }
    }

    /// `trawl export show`.
    @Command(
            name = "show",
            description = "Show when an export runs next, and whether it is paused.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Override
        public Integer call() {
            return common.run(spec, "GET", "", "");
        }
    }
}
