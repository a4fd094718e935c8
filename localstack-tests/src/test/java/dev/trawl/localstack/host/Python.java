package dev.trawl.localstack.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A Python that LocalStack runs on: 3.12 or 3.13, with venv and pip. Its pins have no wheels for
/// newer ones, and older ones do not know its syntax.
record Python(String executable, String version) {
    /// Names one Python, in place of those that are found.
    static final String VARIABLE = "TRAWL_TEST_LOCALSTACK_PYTHON";

    private static final String ASK =
            "import ensurepip, venv, sys; print(sys.executable); print('%d.%d' % sys.version_info[:2])";
    private static final List<String> VERSIONS = List.of("3.13", "3.12");

    /// The first that fits of: the one that is named, those on the path, pyenv's.
    static Optional<Python> find() {
        String named = System.getenv(VARIABLE);
        if (named != null && !named.isBlank()) {
            return Optional.of(
                    ask(named)
                            .orElseThrow(() ->
                                    new IllegalStateException(
                                            VARIABLE
                                                    + " names no Python 3.12 or 3.13 with venv: "
                                                    + named)));
        }
        return candidates().stream()
                .flatMap(candidate -> ask(candidate).stream())
                .min(Comparator.comparingInt(python -> VERSIONS.indexOf(python.version())));
    }

    private static List<String> candidates() {
        List<String> candidates = new ArrayList<>(List.of("python3.13", "python3.12", "python3"));
        Path pyenv = Path.of(System.getProperty("user.home"), ".pyenv", "versions");
        if (Files.isDirectory(pyenv)) {
            try (Stream<Path> versions = Files.list(pyenv)) {
                versions.filter(version -> VERSIONS.stream().anyMatch(v -> isOf(version, v)))
                        .sorted()
                        .map(version -> version.resolve("bin/python3").toString())
                        .forEach(candidates::add);
            } catch (IOException e) {
                // Then those on the path must do.
            }
        }
        return candidates;
    }

    private static boolean isOf(Path folder, String version) {
        return String.valueOf(folder.getFileName()).startsWith(version + ".");
    }

    private static Optional<Python> ask(String candidate) {
        try {
            Process process =
                    new ProcessBuilder(candidate, "-c", ASK)
                            .redirectError(new File("/dev/null"))
                            .start();
            process.getOutputStream().close();
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            List<String> lines = answer.lines().toList();
            boolean fits =
                    process.waitFor(20, TimeUnit.SECONDS)
                            && process.exitValue() == 0
                            && lines.size() == 2
                            && VERSIONS.contains(lines.get(1));
            return fits ? Optional.of(new Python(lines.get(0), lines.get(1))) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
