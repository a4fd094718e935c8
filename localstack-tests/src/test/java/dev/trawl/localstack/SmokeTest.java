package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.local.TrawlHome;
import dev.trawl.localstack.host.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script for a real account, without one.
class SmokeTest {
    private static final Path SCRIPT = TrawlHome.find().resolve("infra-cdk/smoke/smoke.sh");
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir Path folder;

    @Test
    void aDryRunPrintsEveryStepAndNoToken() throws IOException {
        String printed =
                run(
                        0,
                        Map.of(
                                "FLEET",
                                "acme",
                                "URL",
                                "https://api",
                                "TOKEN",
                                "t0ken",
                                "SQL",
                                "s",
                                "SOURCES",
                                "bookings"),
                        "--dry-run");

        assertThat(printed)
                .contains("the gateway answers")
                .contains("https://api/v1/query")
                .contains("acme-policy --qualifier live")
                .contains("the role of query may not kms:Sign")
                .contains("no alarm is up")
                .contains("acme-source-bookings:live")
                .contains("as a caller who comes too often sees it")
                .contains("metrics of acme are there")
                .doesNotContain("t0ken");
    }

    @Test
    void whatIsNotSetIsNamed() throws IOException {
        assertThat(run(2, Map.of("FLEET", "acme", "URL", ""))).contains("set URL");
    }

    private String run(int status, Map<String, String> variables, String... arguments)
            throws IOException {
        Path log = folder.resolve("log");
        List<String> command =
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("bash", SCRIPT.toString()),
                                java.util.stream.Stream.of(arguments))
                        .toList();
        assertThat(Programs.status(command, folder, variables, log, LONGEST)).isEqualTo(status);
        return Files.readString(log);
    }
}
