package dev.trawl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Commands about what is declared, against a server with prepared answers.
final class CatalogCommandsTest {
    private static final String TWO =
            """
            {"resources":[
              {"kind":"Dataset","name":"legs","owner":"ops","tags":["a","b"],"description":"say \\"x\\", y",
               "spec":{"columns":[{"name":"id"},{"name":"delay"}]}}],"next":"legs"}
            """;
    private static final String THREE =
            "{\"resources\":[{\"kind\":\"Dataset\",\"name\":\"trips\",\"owner\":\"\",\"tags\":[],\"description\":\"a\\u001b[31m\"}]}";

    private final PreparedServer server = new PreparedServer(PreparedServer.Request::brief);
    private final List<String> requests = server.requests;
    private final StringWriter out = server.out;
    private final StringWriter err = server.err;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aListIsATableOfAllPages() {
        server.prepare(TWO, THREE);

        assertThat(run("get", "dataset")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        name   owner  tags  description
                        legs   ops    a,b   say "x", y
                        trips               a\\u001b[31m
                        """);
        assertThat(requests)
                .containsExactly(
                        "GET /v1/resources/dataset ", "GET /v1/resources/dataset?after=legs ");
    }

    @Test
    void aListShowsHowThingsStandToWhomIsToldSo() {
        server.prepare(
                """
                {"resources":[{"kind":"Dataset","name":"legs","status":{"conditions":[
                  {"type":"ChecksPassed","status":"False"},{"type":"DriftFound","status":"True"}]}}]}
                """);

        assertThat(run("get", "dataset", "-o", "csv")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        "name,owner,tags,description,status\nlegs,,,,\"ChecksPassed=False,DriftFound=True\"\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    csv  | ^name,owner,tags,columns,description\nlegs,ops,"a,b","id,delay","say ""x"", y"\n^
                    yaml | ^- kind: Dataset\n  name: legs\n  owner: ops\n^
                    json | ^[ {\n  "kind" : "Dataset",\n^
                    """)
    void aListIsInTheFormThatIsAskedFor(String form, String beginning) {
        server.prepare(TWO.replace(",\"next\":\"legs\"", ""));

        assertThat(run("search", "-o", form, "two", "words")).isZero();
        assertThat(out.toString()).startsWith(beginning.replace("\\n", "\n"));
        assertThat(requests).containsExactly("GET /v1/search?q=two%20words ");
    }

    @Test
    void lineageAsksForTheColumnAndShowsWhatComes() {
        server.prepare("from  to  how\na.b  c.d  direct\n");

        assertThat(
                        run(
                                "lineage",
                                "legs.delay",
                                "--down",
                                "--direct",
                                "--days",
                                "7",
                                "--purpose",
                                "care"))
                .isZero();
        assertThat(out.toString()).isEqualTo("from  to  how\na.b  c.d  direct\n");
        assertThat(requests)
                .containsExactly(
                        "GET /v1/lineage/legs?column=delay&purpose=care&direction=down&depth=4&days=7&format=text&direct=true ");
    }

    @ParameterizedTest
    @CsvSource({
        "legs, legs, ",
        "legs.delay, legs, delay",
        "flights.public.legs, flights.public.legs, ",
        "flights.public.legs.delay, flights.public.legs, delay"
    })
    void aDatasetMayBeNamedWithAColumn(String text, String dataset, String column) {
        assertThat(DatasetColumn.of(text)).isEqualTo(new DatasetColumn(dataset, column));
    }

    @Test
    void impactListsDependentsRulesAndReaders() {
        server.prepare(
                """
                {"dataset":"legs","dependents":[{"kind":"export","name":"daily","via":"dataset/legs","distance":1}],
                 "rules":["p.own"]}
                """);
        server.prepare(
                """
                {"nodes":[{"id":"t","kind":"table"},{"id":"q","kind":"query","facts":
                  {"principal":"i|ana","count":"3","last":"2026-11-20T10:00:00Z","purpose":"care"}}]}
                """);

        assertThat(run("impact", "legs.delay")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        kind    name                                                 via           distance
                        export  daily                                                dataset/legs  1
                        rule    p.own                                                dataset/legs  1
                        reader  i|ana, 3 times, last 2026-11-20T10:00:00Z, for care  dataset/legs  1
                        """);
    }

    @Test
    void aResourceAndAllPoliciesGoBack() {
        String changed =
                "{\"changes\":[{\"operation\":\"changed\",\"kind\":\"policy\",\"name\":\"p\",\"diff\":\"spec.a: 1 → 2\"}]}";
        server.prepare(
                changed, changed, changed, "{\"from\":\"1\",\"to\":\"2\",\"diff\":\"x: 1 → 2\"}");

        assertThat(run("rollback", "policy", "p", "--event", "1-0", "--dry-run")).isZero();
        assertThat(run("rollback", "policies", "--sequence", "12")).isZero();
        assertThat(run("diff", "policies", "--sequence", "12")).isZero();
        assertThat(run("diff", "dataset", "legs", "--from", "1")).isZero();
        assertThat(run("rollback", "policies")).isEqualTo(1);
        assertThat(requests)
                .containsExactly(
                        "POST /v1/resources/policy/p/rollback?dryRun=true {\"event\":\"1-0\"}",
                        "POST /v1/policies/rollback {\"sequence\":12}",
                        "GET /v1/policies/diff?sequence=12 ",
                        "GET /v1/resources/dataset/legs/diff?from=1 ");
        assertThat(out.toString())
                .startsWith("changed policy/p\n  spec.a: 1 → 2\n1 changes, nothing applied\n")
                .endsWith("1 changes would go back\nx: 1 → 2\n");
    }

    @Test
    void anApplyInPartsGoesOnUntilAllIsApplied(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("a.yaml"), "kind: Purpose\nname: a\nspec: {}\n");
        String part =
                "{\"atomic\":false,\"transactions\":2,\"remaining\":%d,\"changes\":[{\"operation\":\"created\",\"kind\":\"purpose\",\"name\":\"%s\"}]}";
        server.prepare(part.formatted(1, "a"), part.formatted(0, "b"));

        assertThat(run("apply", file.toString())).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        "created purpose/a\ncreated purpose/b\n2 changes applied in several transactions, not atomically\n");
        assertThat(err.toString()).isEqualTo("1 changes remain\n");
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completionKnowsEveryCommandAndOption(String shell) {
        assertThat(server.commandLine().execute("completion", shell)).isZero();
        assertThat(out.toString())
                .contains("lineage", "rollback", "policy", "lint", "--endpoint".substring(2))
                .contains("depth");
    }

    @Test
    void completionOfBashIsAScriptThatCompletes(@TempDir Path folder)
            throws IOException, InterruptedException {
        server.commandLine().execute("completion", "bash");
        Path script =
                Files.writeString(
                        folder.resolve("test.sh"),
                        out
                                + "\nCOMP_WORDS=(trawl line); COMP_CWORD=1; COMP_LINE='trawl line'; COMP_POINT=10\n"
                                + "_complete_trawl trawl line trawl; echo \"${COMPREPLY[@]}\"\n");
        Process bash =
                new ProcessBuilder("bash", "--norc", script.toString())
                        .redirectErrorStream(true)
                        .start();
        bash.getOutputStream().close();
        String said = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(said.strip()).isEqualTo("lineage");
    }

    @Test
    void everyCommandIsDocumentedAndExplainsItself() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/cli.md"));
        server.commandLine()
                .getSubcommands()
                .forEach((name, command) -> {
                    assertThat(page).as("docs/reference/cli.md").contains("`trawl " + name);
                    assertThat(command.getUsageMessage()).as(name).contains("Usage:", name);
                });
        assertThat(server.commandLine().getUsageMessage()).contains("Exit codes:", "3   no answer");
    }

    private int run(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(server.place());
        line.addAll(List.of(arguments));
        return server.commandLine().execute(line.toArray(String[]::new));
    }
}
