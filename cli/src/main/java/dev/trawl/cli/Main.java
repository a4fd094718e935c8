package dev.trawl.cli;

import dev.trawl.fleet.ConfigException;
import dev.trawl.local.FleetException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The command `trawl`. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 no answer.
///
/// A further command is a class of its own, named in the list here.
@Command(
        name = "trawl",
        description = "Governed, federated SQL that scales to zero.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:refused or failed; standard error says why, with a code",
            "2:wrong usage of the command",
            "3:no answer: nothing listens, or it took too long",
        },
        footerHeading = "%nTo begin:%n",
        footer = {
            "  trawl demo                  # a fleet with data on this machine",
            "  trawl query --as ana \"select 1\"",
            "  trawl COMMAND --help        # options and examples",
        },
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            QueryCommand.class,
            ExplainCommand.class,
            ApplyCommand.class,
            GetCommand.class,
            SearchCommand.class,
            LineageCommand.class,
            ImpactCommand.class,
            HistoryCommand.class,
            DiffCommand.class,
            PolicyLintCommand.class,
            RollbackCommand.class,
            DeleteCommand.class,
            ExportCommand.class,
            RunsCommand.class,
            ScanCommand.class,
            ClassifyCommand.class,
            CheckCommand.class,
            PolicyCommand.class,
            TokenCommand.class,
            LogsCommand.class,
            AuditCommand.class,
            TraceCommand.class,
            CostCommand.class,
            VersionCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Main {

    static final int FAILED = 1;
    static final int NO_ANSWER = 3;

    /// Runs one command and exits.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /// The command line, for tests with writers of their own.
    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main());
        tellVersion(commands);
        return commands.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
    }

    /// So that `--version` is answered wherever it is asked.
    private static void tellVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Main::tellVersion);
    }

    /// What users can cause is told in one line; anything else is a bug and keeps its trace.
    private static int report(Exception e, CommandLine command) throws Exception {
        if (e instanceof ProblemException problem) {
            command.getErr().println(problem.describe(null));
            return problem.exitCode();
        }
        if (e instanceof NoAnswerException) {
            command.getErr().println("error: " + e.getMessage());
            return NO_ANSWER;
        }
        if (e instanceof CommandException
                || e instanceof FleetException
                || e instanceof ConfigException
                || e instanceof IllegalStateException
                || e instanceof IllegalArgumentException
                || e instanceof UncheckedIOException) {
            command.getErr().println("error: " + e.getMessage());
            return FAILED;
        }
        throw e;
    }
}
