package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Commands of scans, classification and checks against a server with prepared answers.
final class ScanCommandsTest {
    private final PreparedServer server = new PreparedServer(PreparedServer.Request::brief);
    private final List<String> requests = server.requests;
    private final StringWriter out = server.out;

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aScanGoesOnUntilAllIsLookedInto() {
        server.prepare(
                """
                {"sequence":3,"unchanged":1,"changes":[{"operation":"created","kind":"dataset","name":"legs","diff":""}],
                 "drift":[{"dataset":"people","findings":["column 'born' is gone"]}],
                 "profiled":["legs"],"notProfiled":[],"remaining":["people"]}
                """);
        server.prepare(
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
        server.prepare(found);
        server.prepare(found);
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
        server.prepare(run);
        server.prepare("{\"runs\":[" + run + "]}");
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
    void resultsOfChecksAreRowsForScripts() {
        server.prepare(
                """
                {"runs":[{"check":"sane","time":"2026-11-21T12:00:00Z","cause":"request k","state":"failed",
                 "results":[{"name":"row count","state":"failed","wrong":1,"rows":9,"problem":"there are 9 rows, at least 10 are expected"}]}]}
                """);
        assertThat(run("check", "results", "sane", "-o", "csv")).isZero();
        assertThat(out.toString())
                .isEqualTo(
                        """
                        time,check,cause,expectation,state,wrong,rows,problem
                        2026-11-21T12:00:00Z,sane,request k,row count,failed,1,9,"there are 9 rows, at least 10 are expected"
                        """);
    }

    @Test
    void theHelpShowsWhatACheckLooksLike() {
        assertThat(run("check", "--help")).isZero();
        assertThat(out.toString()).contains("kind: Check", "unique: {columns: [passenger_id]}");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!all.contains("--help")) {
            all.addAll(server.place());
        }
        return server.commandLine().execute(all.toArray(String[]::new));
    }
}
