package dev.trawl.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Runs the harness's own tests, which need Python 3.11 and nothing else.
class HarnessTest {

    private static final String PYTHON =
            Optional.ofNullable(System.getenv("TRAWL_TEST_PYTHON")).orElse("python3");

    @Test
    void theTestsOfTheHarnessPass() throws IOException, InterruptedException {
        boolean isThere = isNewEnough();
        if (!isThere) {
            System.out.println("SKIPPED HERE: the benchmark's tests need Python 3.11");
        }
        assumeThat(isThere).isTrue();

        Process tests = python("-B", "-m", "unittest", "discover", "-t", ".", "-s", "tests");

        String output = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tests.waitFor()).as(output).isZero();
    }

    private static boolean isNewEnough() throws InterruptedException {
        try {
            Process version = python("-c", "import sys; sys.exit(sys.version_info < (3, 11))");
            return version.waitFor(30, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process python(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(PYTHON);
        builder.command().addAll(List.of(arguments));
        return builder.directory(Path.of("").toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .start();
    }
}
