package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl runs`: what became of exports.
@Command(
        name = "runs",
        description = "Show, watch, cancel and redrive runs of exports.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunsCommand.Listing.class,
            RunsCommand.Show.class,
            RunsCommand.Cancel.class,
            RunsCommand.Redrive.class
        })
final class RunsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    /// What the subcommands have in common.
    static final class Common {
        @Mixin private Connection connection = new Connection();

        @Mixin private RunOutput output = new RunOutput();

        int run(CommandSpec spec, Function<Api, JsonNode> work) {
            return run(spec, work, RunWatch::exitCode);
        }

        /// @param exit code by the run that is told
        int run(CommandSpec spec, Function<Api, JsonNode> work, ToIntFunction<JsonNode> exit) {
            try (Api api = connection.open()) {
                JsonNode answer = work.apply(api);
                boolean isList = answer.has("runs");
                spec.commandLine()
                        .getOut()
                        .println(isList ? output.all(answer) : output.one(answer));
                return isList ? 0 : exit.applyAsInt(answer);
            } catch (ProblemException e) {
                spec.commandLine().getErr().println(e.describe(null));
                return e.exitCode();
            }
        }

        static String path(String run) {
            if (!run.matches("[0-9a-f]{32}")) {
                throw new CommandException(
                        "'" + run + "' is no run: 32 digits, as 'trawl runs list EXPORT' shows.");
            }
            return "/v1/runs/" + run;
        }
    }

    /// `trawl runs list`.
    @Command(
            name = "list",
            description = "Show the last runs of an export, the latest first.",
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Parameters(index = "0", paramLabel = "EXPORT", description = "The export's name.")
        private String export = "";

        @Override
        public Integer call() {
            if (!export.matches("[a-z][a-z0-9_]*")) {
                throw new CommandException("'" + export + "' is no name of an export.");
            }
            return common.run(
                    spec, api -> api.json(Api.Call.get("/v1/exports/" + export + "/runs")));
        }
    }

    /// `trawl runs show`.
    @Command(
            name = "show",
            description = "Show a run: state, attempts, what it wrote, why it failed.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "  trawl runs show RUN --watch    follow it to its end; exit code 1 if it failed",
                "  trawl runs show RUN -o yaml  with its manifest: parts, rows, checksums, columns"
            })
    static final class Show implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Parameters(index = "0", paramLabel = "RUN", description = "The run.")
        private String run = "";

        @Option(names = "--watch", description = "Wait until it has ended, and tell each change.")
        private boolean watch;

        @Override
        public Integer call() {
            return common.run(
                    spec,
                    api -> {
                        JsonNode now = api.json(Api.Call.get(Common.path(run)));
                        return watch
                                ? new RunWatch(api, spec.commandLine().getErr()).untilEnd(now)
                                : now;
                    });
        }
    }

    /// `trawl runs cancel`.
    @Command(
            name = "cancel",
            description = "End a run that has not ended; what it wrote is removed.",
            mixinStandardHelpOptions = true,
            footer = {"", "The exit code is 1 for a run that had ended otherwise."})
    static final class Cancel implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Parameters(index = "0", paramLabel = "RUN", description = "The run.")
        private String run = "";

        @Override
        public Integer call() {
            return common.run(
                    spec,
                    api ->
                            api.json(
                                    new Api.Call(
                                            "DELETE", Common.path(run), null, "application/json")),
                    now -> now.path("state").asText().equals("cancelled") ? 0 : Main.FAILED);
        }
    }

    /// `trawl runs redrive`.
    @Command(
            name = "redrive",
            description = "Run a failed run again, as the same run.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "For runs that failed within the last 23 hours, once the cause is mended. Rows",
                "that were committed but refused by their table are written without asking the",
                "query again, and never twice."
            })
    static final class Redrive implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Common common = new Common();

        @Parameters(index = "0", paramLabel = "RUN", description = "The run.")
        private String run = "";

        @Option(names = "--no-wait", description = "Only start it.")
        private boolean noWait;

        @Override
        public Integer call() {
            return common.run(
                    spec,
                    api -> {
                        JsonNode now = api.json(Api.Call.post(Common.path(run) + "/redrive", "{}"));
                        return noWait
                                ? now
                                : new RunWatch(api, spec.commandLine().getErr()).untilEnd(now);
                    });
        }
    }
}
