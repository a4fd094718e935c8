package dev.trawl.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `trawl logs`: the log of a function or store, or which there are.
@Command(
        name = "logs",
        description = "Show logs of the fleet on this machine.",
        mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private FleetLocation location = new FleetLocation();

    @Parameters(
            arity = "0..1",
            paramLabel = "FUNCTION",
            description = "A function such as query, or a store; without it, those there are.")
    private @Nullable String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as it grows.")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            defaultValue = "100",
            description = "How many lines from the end (default: ${DEFAULT-VALUE}).")
    private int lines;

    @Override
    public Integer call() {
        Path folder = location.stateFolder().resolve("logs");
        try {
            if (name == null) {
                names(folder).forEach(spec.commandLine().getOut()::println);
                return 0;
            }
            show(file(folder, name));
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the logs in " + folder + ".", e);
        }
    }

    private void show(Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        long seen = Files.size(file);
        List<String> all =
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
        while (follow) {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            seen = copyFrom(file, seen, out);
        }
    }

    private static long copyFrom(Path file, long seen, PrintWriter out) throws IOException {
        try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
            long start = input.length() < seen ? 0 : seen;
            byte[] bytes = new byte[Math.toIntExact(Math.min(input.length() - start, 1 << 20))];
            input.seek(start);
            input.readFully(bytes);
            out.print(new String(bytes, StandardCharsets.UTF_8));
            out.flush();
            return start + bytes.length;
        }
    }

    private Path file(Path folder, String log) throws IOException {
        String deployed = location.config().deployedName(log);
        return Stream.of(deployed, log)
                .map(each -> folder.resolve(each + ".log"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() ->
                        new CommandException(
                                "There is no log '" + log + "'; ./trawl logs lists them."));
    }

    private List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        String prefix = location.config().deployedName("");
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .filter(file -> file.endsWith(".log"))
                    .map(file -> file.substring(0, file.length() - ".log".length()))
                    .map(file -> file.startsWith(prefix) ? file.substring(prefix.length()) : file)
                    .sorted()
                    .toList();
        }
    }
}
