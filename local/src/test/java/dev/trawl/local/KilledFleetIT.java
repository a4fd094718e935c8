package dev.trawl.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.local.fixture.FleetProcess;
import dev.trawl.local.fixture.TestFleet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class KilledFleetIT {

    @TempDir Path folder;

    @Test
    void theNextFleetCleansUpAndGoesOnWithTheState() throws Exception {
        // Given
        Process first = start();
        List<Long> children =
                Files.readAllLines(folder.resolve("state/processes")).stream()
                        .map(line -> Long.parseLong(line.split(" ", -1)[0]))
                        .toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(4);
        byte[] key = Files.readAllBytes(folder.resolve("state/keys/grants.jwk"));

        // When
        first.destroyForcibly().waitFor();

        // Then
        assertThat(FleetFile.find(folder.resolve("state")).orElseThrow().running()).isEmpty();
        try (LocalFleet second = TestFleet.start(folder)) {
            assertThat(children).noneMatch(KilledFleetIT::isRunning);
            assertThat(TestFleet.variable(second, "query", "TRAWL_FLEET")).isEqualTo("test");
            assertThat(Files.readAllBytes(folder.resolve("state/keys/grants.jwk"))).isEqualTo(key);
        }
        assertThat(FleetFile.find(folder.resolve("state"))).isEmpty();
        assertThat(Files.readString(folder.resolve("state/processes"))).isEmpty();
    }

    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private Process start() throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                FleetProcess.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (!Objects.equals(line, "READY")) {
            assertThat(line).as("the fleet ended while starting").isNotNull();
            line = output.readLine();
        }
        return process;
    }
}
