package dev.trawl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl trace`: where the time of a query went, from the functions' logs of the fleet here, or
/// from logs that were fetched.
@Command(
        name = "trace",
        description = "Show where the time of a query went, from the logs of the fleet here.",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Parameters(paramLabel = "ID", description = "The query's id, as its answer has it.")
    private String id = "";

    @Option(names = "--svg", paramLabel = "FILE", description = "Write a picture there instead.")
    private @Nullable Path svg;

    @Option(
            names = "--logs",
            paramLabel = "FOLDER",
            description = "Read the files *.log there, such as those of an account.")
    private @Nullable Path fetched;

    @Override
    public Integer call() {
        Path logs = fetched == null ? location.stateFolder().resolve("logs") : fetched;
        List<TraceRun> runs = TraceLogs.runs(logs, id);
        if (runs.isEmpty()) {
            throw new CommandException("No log in " + logs + " tells of a query '" + id + "'.");
        }
        Trace trace = Trace.of(id, runs);
        if (svg == null) {
            TraceText.of(trace).forEach(spec.commandLine().getOut()::println);
        } else {
            write(svg, TraceSvg.of(trace));
        }
        return 0;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }
}
