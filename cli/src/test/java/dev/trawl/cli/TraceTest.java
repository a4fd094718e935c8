package dev.trawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import picocli.CommandLine;

final class TraceTest {

    @TempDir Path state;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeLogs() throws IOException {
        Path logs = Files.createDirectories(state.resolve("logs"));
        Files.writeString(
                logs.resolve("demo-query.log"),
                """
                START RequestId: r1 Version: $LATEST
                {"timestamp":"2026-11-21T09:00:01.000Z","level":"INFO","message":"request ended",\
                "function":"query","queryId":"Q1","requestId":"r1","millis":"1000",\
                "route":"POST /v1/query","coldStart":"false"}
                {"timestamp":"2026-11-21T09:00:09.000Z","level":"INFO","message":"request ended",\
                "function":"query","queryId":"Q2","requestId":"r2","millis":"10"}
                {"queryId":"Q1", cut off
                """);
        Files.writeString(
                logs.resolve("demo-policy.log"),
                """
                {"timestamp":"2026-11-21T09:00:00.150Z","level":"INFO","message":"grant signed",\
                "function":"policy","queryId":"Q1"}
                {"timestamp":"2026-11-21T09:00:00.200Z","level":"INFO","message":"request ended",\
                "function":"policy","queryId":"Q1","requestId":"p1","millis":"100","action":"read"}
                """);
        Files.writeString(
                logs.resolve("demo-source-flights.log"),
                """
                {"timestamp":"2026-11-21T09:00:00.900Z","level":"INFO","message":"request ended",\
                "function":"source-flights","queryId":"Q1","requestId":"s1","millis":"400",\
                "calls":"DynamoDb.GetItem 0+50; S3.GetObject 100+100x3; S3.GetObject 300+50"}
                REPORT RequestId: s1\tDuration: 401.00 ms\tMemory Size: 1 MB\tInit Duration: 200.00 ms
                """);
        Files.writeString(
                logs.resolve("demo-source-bookings.log"),
                """
                {"timestamp":"2026-11-21T09:00:00.600Z","level":"WARN","message":"request failed",\
                "function":"source-bookings","queryId":"Q1","requestId":"b1","millis":"300",\
                "code":"SOURCE_UNAVAILABLE"}
                """);
    }

    @Test
    void eachRunIsBelowItsCallerWithItsTime() {
        assertThat(trace("Q1")).isZero();

        assertThat(out.toString().lines())
                .containsExactly(
                        "query Q1: 1000 ms",
                        "query POST /v1/query    ████████████████████████████████     1000 ms,"
                                + " its own 300 ms",
                        "  policy read              ███                                100 ms",
                        "  source-bookings                ██████████                   300 ms,"
                                + " failed: SOURCE_UNAVAILABLE",
                        "  source-flights                 ·······████████████          400 ms,"
                                + " started in 200 ms",
                        "    · DynamoDb GetItem                  ▒                      50 ms",
                        "    · S3 GetObject                         ▒▒▒   ▒▒           150 ms,"
                                + " 4 calls");
    }

    @Test
    void thePictureIsWellFormedAndHasARowForEachRun() throws Exception {
        Path file = state.resolve("trace.svg");

        assertThat(trace("Q1", "--svg", file.toString())).isZero();

        Document document =
                DocumentBuilderFactory.newDefaultNSInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(Files.readString(file))));
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(12);
        assertThat(Files.readString(file))
                .contains("query Q1: 1000 ms")
                .contains("source-flights")
                .contains("S3 GetObject")
                .contains("150 ms, 4 calls")
                .contains("failed: SOURCE_UNAVAILABLE");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void logsThatWereFetchedAreReadFromTheirFolder() throws IOException {
        Path fetched = Files.createDirectories(state.resolve("fetched"));
        Files.move(state.resolve("logs/demo-query.log"), fetched.resolve("query.log"));

        assertThat(trace("Q1", "--logs", fetched.toString())).isZero();

        assertThat(out.toString().lines())
                .hasSize(2)
                .element(1)
                .asString()
                .startsWith("query POST /v1/query");
    }

    @Test
    void aQueryThatNoLogKnowsIsNamed() {
        assertThat(trace("Q3")).isEqualTo(1);
        assertThat(err.toString()).contains("tells of a query 'Q3'.");
    }

    private int trace(String... arguments) {
        CommandLine command =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String[] all = new String[arguments.length + 3];
        all[0] = "trace";
        all[1] = "--state";
        all[2] = state.toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return command.execute(all);
    }
}
