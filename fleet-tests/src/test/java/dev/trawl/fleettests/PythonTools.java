package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The Python of the machine, where it has pyarrow: `TRAWL_TEST_PYTHON`, else `python3`.
final class PythonTools {
    static final String MISSING = "SKIPPED HERE: python3 has no pyarrow";

    private PythonTools() {}

    static Optional<String> withPyarrow() throws IOException, InterruptedException {
        String python = Optional.ofNullable(System.getenv("TRAWL_TEST_PYTHON")).orElse("python3");
        Process probe;
        try {
            probe = new ProcessBuilder(python, "-c", "import pyarrow").start();
        } catch (IOException e) {
            return missing();
        }
        boolean has = probe.waitFor(30, TimeUnit.SECONDS) && probe.exitValue() == 0;
        return has ? Optional.of(python) : missing();
    }

    /// What a script of the test resources prints as JSON.
    static JsonNode run(String python, String script, Path file)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(python, TestResources.path(script).toString(), file.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(script + " failed: " + output);
        }
        return Json.parse(output);
    }

    /// Skipped loudly: CI looks for these words.
    private static Optional<String> missing() {
        System.out.println(MISSING);
        return Optional.empty();
    }
}
