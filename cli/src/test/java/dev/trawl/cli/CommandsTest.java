package dev.trawl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditRecord;
import dev.trawl.cli.PreparedServer.Answer;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands against a server with prepared answers.
final class CommandsTest {

    @TempDir Path folder;

    private final PreparedServer server = new PreparedServer(PreparedServer.Request::whole);
    private final Deque<Answer> answers = server.answers;
    private final List<String> requests = server.requests;
    private final StringWriter out = server.out;
    private final StringWriter err = server.err;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aResultIsATableWithoutControlCharacters() {
        answers.add(
                Answer.json(
                        200,
                        """
                        {"queryId": "q1", "columns": [{"name": "id", "type": "bigint"},
                          {"name": "name", "type": "varchar"}],
                         "rows": [["7", "a\\u001b[31m"], ["12", null]], "policies": [{"table": "t", "policy": "p", "kind": "mask"}],
                         "stats": {"millis": 12}}
                        """));

        int code = run("query", "--purpose", "reporting", "SELECT 1");

        assertThat(code).isZero();
        assertThat(out.toString())
                .isEqualTo("id  name\n--  -----------\n 7  a\\u001b[31m\n12  NULL\n");
        assertThat(err.toString()).contains("2 rows; 12 ms; policies: p; query q1");
        assertThat(requests)
                .containsExactly(
                        "POST /v1/query application/json Bearer t"
                                + " {\"sql\":\"SELECT 1\",\"purpose\":\"reporting\"}");
    }

    @Test
    void anExportRunsToItsEndAndItsRunIsPrinted() {
        answers.add(
                Answer.json(202, "{\"run\":\"r1\",\"export\":\"daily\",\"state\":\"waiting\"}"));
        answers.add(
                Answer.json(
                        200,
                        "{\"run\":\"r1\",\"export\":\"daily\",\"state\":\"running\",\"attempt\":1,\"attempts\":3,"
                                + "\"progress\":{\"stage\":\"query\",\"rows\":0,\"bytes\":0,\"parts\":0}}"));
        answers.add(
                Answer.json(
                        200,
                        "{\"run\":\"r1\",\"export\":\"daily\",\"state\":\"running\",\"attempt\":1,\"attempts\":3,"
                                + "\"progress\":{\"rows\":1,\"rowsAll\":3,\"percent\":33,\"bytes\":4,\"parts\":1}}"));
        answers.add(
                Answer.json(
                        200,
                        "{\"run\":\"r1\",\"export\":\"daily\",\"state\":\"committed\",\"time\":\"t\",\"attempt\":1,"
                                + "\"attempts\":3,\"destination\":\"shop.public.daily\",\"registered\":{\"dataset\":\"d\",\"state\":\"refused\",\"detail\":\"no\"},"
                                + "\"rows\":3,\"bytes\":9,\"costUsd\":\"0.000012\",\"policyEpoch\":7,\"policies\":["
                                + "{\"table\":\"a.b.c\",\"policy\":\"p/1\",\"kind\":\"row_filter\"},"
                                + "{\"table\":\"a.b.c\",\"policy\":\"p/2\",\"kind\":\"mask\",\"column\":\"n\"}],"
                                + "\"manifest\":{\"rows\":3,\"bytes\":9}}"));

        int code =
                runBelow("export", "run", "daily", "--key", "monday", "--time", "2026-01-31T06:30");

        assertThat(code).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        run  export  state      time  attempt  rows  bytes  costUsd   policyEpoch  destination        code
                        r1   daily   committed  t     1        3     9      0.000012  7            shop.public.daily

                        table  policy  kind        column
                        a.b.c  p/1     row_filter
                        a.b.c  p/2     mask        n
                        """);
        assertThat(err.toString())
                .isEqualTo(
                        """
                        run r1: waiting
                        run r1: running, attempt 1 of 3, its query runs
                        run r1: running, attempt 1 of 3, 33%: 1 of 3 rows, 4 bytes in 1 files written
                        run r1: committed, attempt 1 of 3, 3 rows, 9 bytes, 0.000012 USD, dataset d refused (no)
                        """);
        assertThat(requests.getFirst())
                .startsWith("POST /v1/exports/daily/runs ")
                .contains("{\"time\":\"2026-01-31T06:30:00Z\"}");
        assertThat(requests.getLast()).startsWith("GET /v1/runs/r1 ");
    }

    @Test
    void aFailedRunIsToldWithItsReasonAndAnExitCode() {
        String id = "0".repeat(32);
        answers.add(
                Answer.json(
                        200,
                        "{\"run\":\"%s\",\"export\":\"daily\",\"state\":\"failed\",\"code\":\"ROWS_REFUSED\",\"detail\":\"no\"}"
                                .formatted(id)));

        assertThat(runBelow("runs", "show", id, "--watch", "-o", "csv")).isEqualTo(1);
        assertThat(out.toString()).endsWith(id + ",daily,failed,,,,,,,,ROWS_REFUSED,\n");
        assertThat(err.toString()).contains("failed (ROWS_REFUSED: no)");
        assertThat(runBelow("runs", "show", "../x")).isEqualTo(1);
    }

    @Test
    void cancellingWhatIsNotThereOrHasEndedFails() {
        String id = "0".repeat(32);
        answers.add(Answer.json(200, "{\"run\":\"r1\",\"state\":\"cancelled\"}"));
        answers.add(Answer.json(200, "{\"run\":\"r1\",\"state\":\"committed\"}"));
        answers.add(Answer.json(404, "{\"code\":\"NOT_FOUND\",\"detail\":\"no\"}"));
        assertThat(runBelow("runs", "cancel", id)).isZero();
        assertThat(runBelow("runs", "cancel", id)).isEqualTo(1);
        assertThat(runBelow("runs", "cancel", id)).isEqualTo(1);
        assertThat(err.toString()).contains("NOT_FOUND");
    }

    @Test
    void aLongQueryIsPolledUntilItsResultsAreThere() {
        answers.add(new Answer(202, "application/json", "{}", "/v1/queries/q1"));
        answers.add(new Answer(202, "application/json", "{}", ""));
        answers.add(new Answer(200, "text/csv", "id\n7\n", ""));

        int code = run("query", "--format", "csv", "SELECT 1");

        assertThat(code).isZero();
        assertThat(out.toString()).isEqualTo("id\n7\n");
        assertThat(requests).last().isEqualTo("GET /v1/queries/q1/results text/csv Bearer t ");
    }

    @Test
    void aProblemShowsItsCodeAndThePlaceInTheStatement() {
        answers.add(
                Answer.json(
                        400,
                        """
                        {"code": "TABLE_NOT_FOUND", "detail": "no table 'x'", "queryId": "q9",
                         "position": {"line": 2, "column": 6}}
                        """));

        int code = run("query", "SELECT 1\nFROM x");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        """
                        error TABLE_NOT_FOUND: no table 'x'
                          2 | FROM x
                                   ^
                        query q9
                        """);
    }

    @Test
    void resourcesOfManyFilesAreAppliedAsOne() throws IOException {
        Files.writeString(
                folder.resolve("b.yaml"), "kind: Policy\nname: b\n---\nkind: Purpose\nname: c\n");
        Files.writeString(folder.resolve("a.yaml"), "kind: Dataset\nname: a\n");
        Files.writeString(folder.resolve("readme.md"), "no resource");
        answers.add(
                Answer.json(
                        200,
                        "{\"changes\":[{\"operation\":\"create\",\"kind\":\"Policy\",\"name\":\"b\"}]}"));

        int code = run("apply", "--dry-run", folder.toString());

        assertThat(code).isZero();
        assertThat(out.toString()).isEqualTo("create Policy/b\n1 change, nothing applied\n");
        assertThat(requests)
                .containsExactly(
                        "POST /v1/apply?dryRun=true application/json Bearer t {\"resources\":["
                                + "{\"kind\":\"Dataset\",\"name\":\"a\"},"
                                + "{\"kind\":\"Policy\",\"name\":\"b\"},"
                                + "{\"kind\":\"Purpose\",\"name\":\"c\"}]}");
    }

    @Test
    void aResourceIsShownInYaml() {
        answers.add(Answer.json(200, "{\"kind\":\"Policy\",\"name\":\"p\",\"tags\":[\"a\"]}"));

        int code = run("get", "Policy", "p");

        assertThat(code).isZero();
        assertThat(out.toString()).isEqualTo("kind: Policy\nname: p\ntags:\n- a\n");
        assertThat(requests)
                .containsExactly("GET /v1/resources/policy/p application/json Bearer t ");
    }

    @Test
    void aNameThatIsNoneIsRefusedBeforeAnyRequest() {
        assertThat(run("delete", "policy", "../x")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("error: '../x' is no name: [a-z][a-z0-9_]*.\n");
        assertThat(requests).isEmpty();
    }

    @Test
    void anEndpointThatDoesNotAnswerHasItsOwnExitCode() {
        server.close();

        assertThat(run("get", "policy")).isEqualTo(3);
        assertThat(err.toString()).startsWith("error: No answer from http://127.0.0.1:");
    }

    @Test
    void aLocationOnAnotherHostIsNotFollowed() {
        answers.add(new Answer(202, "application/json", "{}", "http://evil.test/v1/queries/q1"));
        answers.add(Answer.json(200, "{}"));

        assertThat(run("query", "SELECT 1")).isEqualTo(1);
        assertThat(err.toString()).contains("The answer leads to another host: evil.test.");
    }

    @Test
    void theAuditLogIsVerifiedPageByPage() {
        String first = record(1, AuditRecord.NOTHING);
        answers.add(page(1, first, "\"k/1\""));
        answers.add(page(2, record(2, AuditRecord.hash(first.getBytes(UTF_8))), "null"));

        assertThat(verify()).isZero();
        assertThat(out.toString()).isEqualTo("2 records of 1 writers, all as they were written\n");
        assertThat(requests.getLast())
                .contains(
                        "/v1/audit?form=stored&limit=1000&from=2026-11-20&to=2026-11-21&after=k%2F1");
    }

    @Test
    void theFirstBreakOfTheAuditLogIsTold() {
        answers.add(page(1, record(1, AuditRecord.NOTHING), "\"k\""));
        answers.add(page(2, record(2, AuditRecord.hash(new byte[0])), "null"));

        assertThat(verify()).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "2 records of 1 writers; first break: writer w, record 1: it is not the one"
                                + " that record 2 follows\n");
    }

    private int verify() {
        return server.commandLine()
                .execute(
                        "audit",
                        "verify",
                        "--endpoint",
                        server.endpoint(),
                        "--token",
                        "t",
                        "--from",
                        "2026-11-20",
                        "--to",
                        "2026-11-21");
    }

    private static String record(long sequence, String previous) {
        AuditEvent event =
                AuditEvent.builder(
                                AuditEvent.Kind.ADMINISTRATION,
                                Instant.parse("2026-11-21T12:00:00Z"),
                                "i|s")
                        .build();
        return new AuditRecord("w", sequence, previous, null, event).toJson();
    }

    private static Answer page(long sequence, String record, String next) {
        return Answer.json(
                200,
                "{\"records\":[{\"key\":\"audit/log/2026-11-21/w/%010d.json\",\"text\":\"%s\"}],\"next\":%s}"
                        .formatted(sequence, record.replace("\"", "\\\""), next));
    }

    @Test
    void theImpactOfAChangeIsPutTogetherFromPages(@TempDir Path folder) throws IOException {
        Path file =
                Files.writeString(folder.resolve("p.yaml"), "kind: Policy\nname: p\nspec: {}\n");
        String change =
                """
                {"principal":"i|ada","purpose":"delays","action":"read","table":"a.b.c",\
                "kind":"mask","column":"email","before":"as it is","after":"shown as NULL (p.r)",\
                "queries":%d,"first":"2026-11-0%dT10:00:00Z","last":"2026-11-0%dT10:00:00Z",\
                "examples":["q%d"]}\
                """;
        String page =
                """
                {"queries":5,"changed":%d,"undecided":[{"reason":"why","queries":1}],\
                "changes":[%s],"next":%s}\
                """;
        answers.add(Answer.json(200, page.formatted(2, change.formatted(2, 1, 3, 1), "\"k\"")));
        answers.add(Answer.json(200, page.formatted(1, change.formatted(1, 2, 5, 2), "null")));

        assertThat(
                        server.commandLine()
                                .execute(
                                        "policy",
                                        "impact",
                                        "-f",
                                        file.toString(),
                                        "--delete",
                                        "policy/old",
                                        "--since",
                                        "2026-11-01",
                                        "--until",
                                        "2026-11-08T00:00:00Z",
                                        "--check",
                                        "--endpoint",
                                        server.endpoint(),
                                        "--token",
                                        "t"))
                .isEqualTo(1);
        assertThat(requests.getFirst())
                .startsWith(
                        "POST /v1/policy-impact?since=2026-11-01T00:00:00Z"
                                + "&until=2026-11-08T00:00:00Z&delete=policy%2Fold application/json")
                .endsWith("{\"resources\":[{\"kind\":\"Policy\",\"name\":\"p\",\"spec\":{}}]}");
        assertThat(requests.getLast()).contains("&delete=policy%2Fold&after=k ");
        assertThat(out.toString())
                .isEqualTo(
                        """
                        i|ada for delays, read a.b.c
                          mask email: 3 queries, such as q1
                            now:  as it is
                            then: shown as NULL (p.r)
                        not decided: 2 queries: why
                        10 queries looked at, the results of 3 would change
                        """);
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(server.commandLine().execute("version")).isZero();
        assertThat(out.toString()).matches("trawl \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+\\)\n");

        String version = out.toString();
        assertThat(server.commandLine().execute("--version")).isZero();
        assertThat(server.commandLine().execute("policy", "lint", "--version")).isZero();
        assertThat(out).hasToString(version.repeat(3));
    }

    @Test
    void helpIsGivenWithoutACommand() {
        assertThat(server.commandLine().execute("--help")).isZero();
        assertThat(out.toString()).contains("Usage: trawl", "COMMAND", "To begin:");
        assertThat(err).hasToString("");
    }

    private int run(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(server.place());
        line.addAll(List.of(arguments));
        return server.commandLine().execute(line.toArray(String[]::new));
    }

    /// A command of a command.
    private int runBelow(String command, String subcommand, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, subcommand));
        line.addAll(List.of(arguments));
        line.addAll(server.place());
        return server.commandLine().execute(line.toArray(String[]::new));
    }
}
