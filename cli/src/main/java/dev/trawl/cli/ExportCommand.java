package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl export`: starts declared exports.
@Command(
        name = "export",
        description = "Start, pause, resume and make up for exports.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ExportCommand.Start.class,
            ExportStateCommands.Show.class,
            ExportStateCommands.Pause.class,
            ExportStateCommands.Resume.class,
            ExportBackfillCommand.class
        },
        footer = {
            "",
            "An Export is a resource: a query, the principal it runs as, and where its rows",
            "go.",
            "  kind: Export",
            "  name: daily_delays",
            "  spec:",
            "    principal: nightly",
            "    query: >-",
            "      select origin, avg(delay) as delay from flights.public.legs",
            "      where departed >= :previous_time and departed < :scheduled_time",
            "      group by origin",
            "    target: { table: bookings.public.delays, mode: replace }",
            "    schedule: { cron: \"0 3 * * ? *\", zone: America/Chicago }",
            "  # or: { rate: 1 hour }, { at: 2026-01-31T06:00:00 }, { after: other_export },",
            "  #     { on: { objects: { source: flights, prefix: legs/ } } },",
            "  #     { on: { scan: flights }, wait: 5 minutes }, { on: { check: sane } }",
            "Files instead of a table, in folders by day, which SQL reads at once as a",
            "dataset:",
            "    bucket: airline-flights",
            "    partitionBy: [day]",
            "    registers: { dataset: delays_by_day, source: flights }",
            "Declare it with 'trawl apply', see its runs with 'trawl runs'."
        })
final class ExportCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return 2;
    }

    static String path(String name) {
        if (!name.matches("[a-z][a-z0-9_]*")) {
            throw new CommandException("'" + name + "' is no name of an export.");
        }
        return "/v1/exports/" + name;
    }

    /// `trawl export run`: one run, now.
    @Command(
            name = "run",
            description = "Run an export now, and wait until the run has ended.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "The exit code is 0 if the run was committed, else 1. With --key the same run is",
                "meant however often the command is repeated: safe in scripts and cron.",
                "  trawl export run daily_delays --as stella",
                "  trawl export run daily_delays --key $(date +%F) --no-wait",
                "  trawl export run daily_delays --time 2026-01-31T06:00:00Z",
                "--time is what the query gets as :scheduled_time, now without it; readers of",
                "current.json see the run of the latest time."
            })
    static final class Start implements Callable<Integer> {
        @Spec private CommandSpec spec = CommandSpec.create();

        @Mixin private Connection connection = new Connection();

        @Mixin private RunOutput output = new RunOutput();

        @Parameters(index = "0", paramLabel = "NAME", description = "The export's name.")
        private String name = "";

        @Option(
                names = "--key",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "Names this request: repeated with the same key, it is the same run.")
        private String key = "";

        @Option(
                names = "--time",
                paramLabel = "TIME",
                defaultValue = "",
                description = "The time that the result is of: 2026-01-31 or 2026-01-31T06:00:00Z.")
        private String time = "";

        @Option(names = "--no-wait", description = "Only start it, and print the run.")
        private boolean noWait;

        private String body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            return (time.isEmpty() ? body : body.put("time", ExportBackfillCommand.instant(time)))
                    .toString();
        }

        @Override
        public Integer call() {
            String path = path(name);
            try (Api api = connection.open()) {
                Api.Call start = Api.Call.post(path + "/runs", body());
                JsonNode run = api.json(key.isEmpty() ? start : start.keyed(key));
                if (!noWait) {
                    run = new RunWatch(api, spec.commandLine().getErr()).untilEnd(run);
                }
                spec.commandLine().getOut().println(output.one(run));
                return RunWatch.exitCode(run);
            } catch (ProblemException e) {
                spec.commandLine().getErr().println(e.describe(null));
                return e.exitCode();
            }
        }
    }
}
