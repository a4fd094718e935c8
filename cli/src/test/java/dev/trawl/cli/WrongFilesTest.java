package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that say something wrong, and a gateway that says little.
class WrongFilesTest {
    private final PreparedServer server = new PreparedServer(PreparedServer.Request::brief);

    @TempDir private Path folder;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Purpose\\nspec: {}\\n  more: x|:3:\\d+: not valid YAML: .+",
                "kind: Purpose\\nspec: {a: 1\\n|:\\d+:\\d+: not valid YAML: expected .+",
                "kind: Purpose\\nname: a\\nname: b|:3:\\d+: not valid YAML: Duplicate field 'name'",
                "just text|[ ]holds something that is no resource, which has kind and name[.]",
            })
    void aFileThatIsNoYamlIsToldInALineWithItsPlaceBeforeAnyRequest(String text, String told)
            throws IOException {
        Path file = file("a.yaml", text.replace("\\n", "\n"));
        assertThat(run("apply", file.toString())).isEqualTo(1);
        assertThat(server.err.toString()).matches("error: .*a[.]yaml" + told + "\n");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void whatTheFleetRefusesIsToldWithTheLineOfTheFile() throws IOException {
        file("a.yaml", "kind: Purpose\nname: a\nspec: {description: x}\n");
        Path wrong =
                file(
                        "b.yaml",
                        """
                        # Two resources.
                        kind: Purpose
                        name: fine
                        spec: {}
                        ---
                        kind: Dataset
                        name: d
                        spec:
                          source: s
                          columns:
                            - { name: id, type: 7 }
                        """);
        server.answers.add(
                PreparedServer.Answer.json(
                        400,
                        "{\"code\":\"INVALID_RESOURCE\",\"detail\":\"dataset/d: spec.columns[0].type must be a text (line 1)\"}"));
        assertThat(run("apply", folder.toString())).isEqualTo(1);
        assertThat(server.err.toString())
                .startsWith("error INVALID_RESOURCE: " + wrong + ": ")
                .contains("spec.columns[0].type must be a text (line 11)");
    }

    @Test
    void whatOnlyTheFleetKnowsIsToldWithoutALine() throws IOException {
        Path file = file("a.yaml", "kind: Purpose\nname: a\nspec: {}\n");
        server.answers.add(
                PreparedServer.Answer.json(
                        400,
                        "{\"code\":\"INVALID_RESOURCE\",\"detail\":\"export/x: no such bucket (line 1)\"}"));
        assertThat(run("apply", file.toString())).isEqualTo(1);
        assertThat(server.err.toString())
                .isEqualTo("error INVALID_RESOURCE: export/x: no such bucket\n");
    }

    @Test
    void aGatewayThatGaveUpIsNoRefusal() {
        server.answers.add(
                PreparedServer.Answer.json(503, "{\"message\":\"Service Unavailable\"}"));
        assertThat(run("get", "dataset")).isEqualTo(3);
        assertThat(server.err.toString())
                .isEqualTo(
                        "error: the fleet did not answer in time (the gateway's status 503). What was asked for may be done all the same: look, then try again.\n");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private int run(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(server.place());
        line.addAll(List.of(arguments));
        return server.commandLine().execute(line.toArray(String[]::new));
    }
}
