package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// When exports run, told by commands to a server with prepared answers.
final class ExportControlCommandsTest {
    private static final String STATE =
            """
            {"export":"daily","schedule":"cron(0 6 * * ? *)","zone":"UTC","paused":true,
             "pausedBy":"i|ana","pausedAt":"2026-01-01T00:00:00Z","reason":"bad rows","next":null,
             "held":{"count":3,"since":"2026-01-01T01:00:00Z"}}
            """;

    private final PreparedServer server = new PreparedServer(PreparedServer.Request::brief);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBackfillShowsWhatWouldRunUntilItIsTold() {
        String answer =
                """
                {"export":"daily","runs":1,"parallel":1,"warnings":["now alone"],"times":[
                  {"time":"2026-01-01T06:00:00Z","state":"committed","runs":false},
                  {"time":"2026-01-02T06:00:00Z","state":"missing","runs":true}]}
                """;
        server.prepare(answer, answer);

        assertThat(run("backfill", "daily", "--from", "2026-01-01", "--to", "2026-01-03")).isZero();
        assertThat(server.out)
                .hasToString(
                        """
                        time                  state      runs
                        2026-01-01T06:00:00Z  committed  no
                        2026-01-02T06:00:00Z  missing    yes
                        """);
        assertThat(server.err)
                .hasToString(
                        "warning: now alone\n1 runs, 1 at once; nothing runs yet, --yes begins them\n");
        assertThat(run("backfill", "daily", "--from", "2026-01-01T00:00:00+01:00", "--yes"))
                .isZero();
        assertThat(server.requests)
                .containsExactly(
                        "POST /v1/exports/daily/backfill {\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-03T00:00:00Z\",\"parallel\":1,\"dryRun\":true}",
                        "POST /v1/exports/daily/backfill {\"from\":\"2025-12-31T23:00:00Z\",\"parallel\":1,\"dryRun\":false}");
    }

    @Test
    void whatIsLeftIsDropped() {
        server.prepare("{\"export\":\"daily\",\"dropped\":7}");
        assertThat(run("backfill", "daily", "--cancel")).isZero();
        assertThat(server.out).hasToString("7 times dropped\n");
        assertThat(server.requests).containsExactly("DELETE /v1/exports/daily/backfill ");
    }

    @ParameterizedTest
    @CsvSource({"backfill daily, 1", "backfill daily --from soon, 1", "pause daily, 2"})
    void wrongUseIsSaid(String command, int code) {
        assertThat(run(command.split(" ", -1))).isEqualTo(code);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void anExportIsPausedResumedAndShown() {
        server.prepare(STATE, STATE, STATE);

        assertThat(run("pause", "daily", "--reason", "bad rows")).isZero();
        assertThat(run("resume", "daily")).isZero();
        assertThat(run("show", "daily", "-o", "csv")).isZero();
        assertThat(server.requests)
                .containsExactly(
                        "POST /v1/exports/daily/pause {\"reason\":\"bad rows\"}",
                        "POST /v1/exports/daily/resume {}",
                        "GET /v1/exports/daily ");
        assertThat(server.out.toString())
                .startsWith(
                        "export  schedule           zone  paused  by     reason    next  held\n")
                .endsWith("daily,cron(0 6 * * ? *),UTC,true,i|ana,bad rows,,3\n");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("export"));
        all.addAll(List.of(arguments));
        all.addAll(server.place());
        return server.commandLine().execute(all.toArray(String[]::new));
    }
}
