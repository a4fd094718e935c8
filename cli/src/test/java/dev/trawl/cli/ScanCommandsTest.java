package dev.trawl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Commands of scans, classification and checks against a server with prepared answers.
final class ScanCommandsTest {
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 8);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aScanGoesOnUntilAllIsLookedInto() {
        answers.add(
                """
                {"sequence":3,"unchanged":1,"changes":[{"operation":"created","kind":"dataset","name":"legs","diff":""}],
                 "drift":[{"dataset":"people","findings":["column 'born' is gone"]}],
                 "profiled":["legs"],"notProfiled":[],"remaining":["people"]}
                """);
        answers.add(
                """
                {"sequence":3,"unchanged":2,"changes":[],"drift":[],"profiled":["people"],"notProfiled":[],"remaining":[]}
                """);
        assertThat(run("scan", "shop", "--classify", "all")).isZero();
        assertThat(requests)
                .containsExactly(
                        "POST /v1/scans {\"source\":\"shop\",\"classify\":\"all\"}",
                        "POST /v1/scans {\"source\":\"shop\",\"classify\":\"new\"}");
        assertThat(out.toString())
                .contains(
                        "created dataset/legs",
                        "drift dataset/people: column 'born' is gone",
                        "looked into legs; see trawl classify DATASET",
                        "1 changes, 1 unchanged, 1 with drift");
    }

    @Test
    void whatWasFoundIsATableAndWhatIsDecidedIsSent() {
        String found =
                """
                {"dataset":"people","scanned":"2026-11-21T12:00:00Z","rows":9,"whole":true,"columns":[
                 {"name":"mail","type":"varchar","state":"proposed","tags":[],"found":"email","confidence":98,
                  "examined":8,"matched":7,"nulls":1,"distinct":8,"width":17}]}
                """;
        answers.add(found);
        answers.add(found);
        assertThat(run("classify", "people")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        column  type     state     tags  found  sure  matched  nulls  distinct
                        mail    varchar  proposed        email  98 %  7/8      1      8
                        9 rows looked at, all there are, 2026-11-21T12:00:00Z
                        """);
        assertThat(run("classify", "people", "shoe=none", "--confirm")).isZero();
        assertThat(requests)
                .containsExactly(
                        "GET /v1/classification/people ",
                        "POST /v1/classification/people {\"columns\":{\"shoe\":\"none\"},\"confirm\":80}");
    }

    @Test
    void aCheckThatDoesNotPassEndsWithOne() {
        String run =
                """
                {"run":"r","check":"sane","dataset":"people","time":"2026-11-21T12:00:00Z","cause":"request k","state":"failed",
                 "results":[{"name":"mail is there","state":"failed","wrong":2,"rows":9,"problem":null}]}
                """;
        answers.add(run);
        answers.add("{\"runs\":[" + run + "]}");
        assertThat(run("check", "run", "sane")).isEqualTo(1);
        assertThat(run("check", "results", "sane")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        2026-11-21T12:00:00Z  sane  failed  (request k)
                          failed  mail is there: 2 wrong of 9
                        """
                                .repeat(2));
    }

    @Test
    void theHelpShowsWhatACheckLooksLike() {
        assertThat(run("check", "--help")).isZero();
        assertThat(out.toString()).contains("kind: Check", "unique: {columns: [passenger_id]}");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--help")) {
            all.addAll(
                    List.of(
                            "--endpoint",
                            "http://127.0.0.1:" + server.getAddress().getPort(),
                            "--token",
                            "t"));
        }
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(
                exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + " "
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        byte[] body = answers.remove().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
