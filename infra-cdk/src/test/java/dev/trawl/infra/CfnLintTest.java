package dev.trawl.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// CloudFormation's own linter over the reviewed templates.
final class CfnLintTest {

    /// Checks that are left out, and why.
    private static final List<String> IGNORED =
            List.of(
                    // CDK names what a reference already makes it wait for.
                    "W3005");

    private static final List<String> TEMPLATES =
            List.of("state.json", "functions.json", "edge.json");

    @Test
    void theTemplatesAreClean() throws IOException, InterruptedException {
        assumeTrue(
                isThere(), "cfn-lint is not installed (pip install cfn-lint): NOTHING is checked");
        List<String> command = new ArrayList<>(List.of("cfn-lint", "--non-zero-exit-code", "none"));
        command.add("--ignore-checks");
        command.addAll(IGNORED);
        command.add("--template");
        TEMPLATES.forEach(name ->
                command.add(Path.of("src/test/resources/dev/trawl/infra", name).toString()));

        Process lint = new ProcessBuilder(command).redirectErrorStream(true).start();
        String findings = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(lint.waitFor()).as(findings).isZero();
        assertThat(findings).isBlank();
    }

    private static boolean isThere() throws InterruptedException {
        try {
            Process version =
                    new ProcessBuilder("cfn-lint", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return version.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
