package dev.trawl.localstack.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// LocalStack in a virtual environment, with the releases of everything pinned.
record Installation(Path venv) {
    private static final Duration LONGEST = Duration.ofMinutes(9);

    /// The installation for the pins in `sources`, made where it is not there yet.
    static Installation findOrMake(Python python, Path sources) {
        Path requirements = sources.resolve("localstack.txt");
        Path constraints = sources.resolve("constraints.txt");
        String ingredients =
                String.join(
                        "\n",
                        python.version(),
                        python.executable(),
                        text(requirements),
                        text(constraints));
        Path folder =
                CacheFolder.findOrMake(
                        "localstack",
                        ingredients,
                        empty -> make(python, empty, requirements, constraints));
        return new Installation(folder.resolve("venv"));
    }

    /// Its Python.
    Path python() {
        return venv.resolve("bin/python");
    }

    private static void make(Python python, Path folder, Path requirements, Path constraints) {
        Path log = folder.resolve("install.log");
        Path venv = folder.resolve("venv");
        Programs.run(
                List.of(python.executable(), "-m", "venv", venv.toString()),
                folder,
                Map.of(),
                log,
                LONGEST);
        Programs.run(
                List.of(
                        venv.resolve("bin/python").toString(),
                        "-m",
                        "pip",
                        "install",
                        "--quiet",
                        "--no-input",
                        "--disable-pip-version-check",
                        "--requirement",
                        requirements.toString(),
                        "--constraint",
                        constraints.toString()),
                folder,
                Map.of(),
                log,
                LONGEST);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
