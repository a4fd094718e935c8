package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.PartWriter;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.store.memory.Faults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Files of exports: folders of partitions, bounds, faults on the way.
class FilesTest {
    private static final List<Field> FIELDS =
            List.of(
                    new Field("n", Type.Simple.BIGINT),
                    new Field("Kind", Type.Simple.VARCHAR),
                    new Field("day", Type.Simple.DATE),
                    new Field("x", Type.Simple.DOUBLE));
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

    private final RunningExport export = new RunningExport();

    @Test
    void rowsGoIntoFoldersNamedByTheirValues() {
        export.declare(", format: csv, bucket: lake, partitionBy: [day, Kind]");
        export.answers.add(
                export.inParts(
                        stream(
                                List.of(
                                        row(1, "a", FIRST),
                                        row(2, "a/b=c d%", FIRST),
                                        row(3, null, FIRST),
                                        row(4, "__HIVE_DEFAULT_PARTITION__", FIRST),
                                        row(5, "", FIRST),
                                        row(6, "ä..", FIRST.plusDays(1)))),
                        stream(List.of(row(7, "a", FIRST), row(8, null, FIRST)))));
        JsonNode manifest = committed();
        assertThat(manifest.path("rows").asLong()).isEqualTo(8);
        assertThat(
                        manifest.path("partitionBy")
                                .valueStream()
                                .map(p -> p.path("name").asText() + ":" + p.path("type").asText()))
                .containsExactly("day:date", "Kind:varchar");
        assertThat(contents(manifest))
                .containsExactlyInAnyOrder(
                        "day=2026-01-01/Kind= [5]",
                        "day=2026-01-01/Kind=%5F_HIVE_DEFAULT_PARTITION__ [4]",
                        "day=2026-01-01/Kind=__HIVE_DEFAULT_PARTITION__ [3, 8]",
                        "day=2026-01-01/Kind=a [1, 7]",
                        "day=2026-01-01/Kind=a%2Fb%3Dc%20d%25 [2]",
                        "day=2026-01-02/Kind=%C3%A4.. [6]");
    }

    @ParameterizedTest
    @CsvSource({"csv", "jsonl", "parquet"})
    void noFileIsLargerThanItMayBe(String format) {
        export.declare(", format: " + format + ", bucket: lake, maxFileBytes: 65536");
        List<byte[]> parts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            parts.add(
                    stream(
                            LongStream.range(i * 5_000L, (i + 1) * 5_000L)
                                    .mapToObj(n ->
                                            row(
                                                    n,
                                                    PartWriter.sha256(new byte[] {(byte) n}) + n,
                                                    FIRST))
                                    .toList()));
        }
        export.answers.add(export.inParts(parts.toArray(byte[][]::new)));
        JsonNode manifest = committed();
        assertThat(manifest.path("rows").asLong()).isEqualTo(30_000);
        assertThat(manifest.path("parts").size()).isGreaterThan(2);
        assertThat(manifest.path("parts").valueStream().map(p -> p.path("bytes").asLong()))
                .allMatch(bytes -> bytes <= 65_536);
        if (format.equals("csv")) {
            List<Long> all = new ArrayList<>();
            manifest.path("parts").forEach(p -> all.addAll(numbers(p)));
            assertThat(all).isEqualTo(LongStream.range(0, 30_000).boxed().toList());
        }
    }

    @Test
    void aRowThatIsLargerThanAFileMayBeIsAFile() {
        export.declare(", format: csv, bucket: lake, maxFileBytes: 65536");
        export.answers.add(
                export.inParts(
                        stream(List.of(row(1, "x".repeat(90_000), FIRST), row(2, "y", FIRST)))));
        assertThat(committed().path("parts").valueStream().map(p -> p.path("rows").asLong()))
                .containsExactly(1L, 1L);
    }

    @Test
    void nothingIsNoFilesOfPartitionsAndOneFileElsewhere() {
        export.declare(", format: csv, bucket: lake, partitionBy: [day]");
        export.answers.add(export.inParts(stream(List.of())));
        assertThat(committed().path("parts")).isEmpty();
        export.declare(", format: csv, bucket: lake");
        export.answers.add(export.inParts(stream(List.of())));
        assertThat(run("other").path("manifest").path("parts")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'partitionBy: [gone]', COLUMN_NOT_FOUND",
        "'partitionBy: [kind]', COLUMN_NOT_FOUND",
        "'partitionBy: [x]', TYPE_MISMATCH",
        "'partitionBy: [n]', SPLITS_LIMIT_EXCEEDED",
        "'partitionBy: [Kind]', INVALID_ARGUMENT",
    })
    void whatNoFoldersCanBeMadeOfIsRefused(String field, String code) {
        export.declare(", format: csv, bucket: lake, " + field);
        export.answers.add(
                export.inParts(
                        stream(
                                LongStream.range(0, 1_001)
                                        .mapToObj(n -> row(n, "y".repeat(600), FIRST))
                                        .toList())));
        JsonNode run = run("k");
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.path("code").asText()).isEqualTo(code);
        assertThat(run.path("detail").asText()).doesNotContain("yyy");
        assertThat(export.lake.list("", 10)).isEmpty();
    }

    /// Parts are written side by side: whichever put fails, what the attempt wrote is gone when it
    /// has ended, and the next one commits all of it.
    @ParameterizedTest
    @EnumSource(Faults.When.class)
    void whicheverCallOfTheBucketFailsARetryWritesAllOfIt(Faults.When when) {
        int call = 0;
        boolean wasReached = true;
        while (wasReached) {
            call++;
            assertThat(call).isLessThan(40);
            RunningExport one = new RunningExport();
            one.declare(", format: csv, bucket: lake, partitionBy: [day]");
            String answer =
                    one.inParts(
                            IntStream.range(0, 2)
                                    .mapToObj(i ->
                                            stream(
                                                    List.of(
                                                            row(2L * i, "a", FIRST),
                                                            row(
                                                                    2L * i + 1,
                                                                    "b",
                                                                    FIRST.plusDays(i)))))
                                    .toArray(byte[][]::new));
            one.answers.add(answer);
            one.lakeFaults.fail(call, when);
            one.event(
                    "{\"export\":\"daily\",\"time\":\"2026-01-01T06:00:00Z\"}",
                    RunningExport.OrFails.MAY);
            wasReached = one.lakeFaults.wasReached();
            one.lakeFaults.fail(0, when);
            for (int i = 0; i < 4; i++) {
                one.clock.advance(Duration.ofHours(2));
                if (one.answers.isEmpty()) {
                    one.answers.add(answer);
                }
                one.event("{\"task\":\"reconcile\"}");
            }
            JsonNode listed =
                    one.http("GET", "/v1/exports/daily/runs", "anna", Map.of()).json().path("runs");
            JsonNode run =
                    one.http(
                                    "GET",
                                    "/v1/runs/" + listed.path(0).path("run").asText(),
                                    "anna",
                                    Map.of())
                            .json();
            assertThat(run.path("state").asText()).as("call %d", call).isEqualTo("committed");
            JsonNode manifest = run.path("manifest");
            assertThat(manifest.path("rows").asLong()).isEqualTo(4);
            TreeSet<String> keys = new TreeSet<>();
            one.lake.list("", 100).forEach(o -> keys.add(o.key()));
            keys.removeIf(k -> k.endsWith("manifest.json") || k.contains("/current"));
            List<String> named = new ArrayList<>();
            manifest.path("parts").forEach(p -> named.add(p.path("key").asText()));
            assertThat(keys).as("call %d", call).containsExactlyInAnyOrderElementsOf(named);
        }
        assertThat(call).isGreaterThan(7);
    }

    @Test
    void aRunThatIsWrittenTellsHowFarItIs() {
        export.declare(", format: csv, bucket: lake, maxFileBytes: 65536");
        export.answers.add(export.inParts(stream(List.of(row(1, "a", FIRST)))));
        export.answers.add("{\"statusCode\":200,\"body\":\"{\\\"stats\\\":{\\\"rows\\\":1}}\"}");
        List<JsonNode> seen = new ArrayList<>();
        export.onDownload =
                () ->
                        seen.add(
                                export.http("GET", "/v1/exports/daily/runs", "anna", Map.of())
                                        .json()
                                        .path("runs")
                                        .path(0));
        List<String> asking = new ArrayList<>();
        export.onAsked =
                () ->
                        asking.add(
                                export.http("GET", "/v1/exports/daily/runs", "anna", Map.of())
                                        .json()
                                        .at("/runs/0/progress/stage")
                                        .asText());
        JsonNode run = run("k");
        assertThat(asking.getFirst()).isEqualTo("query");
        assertThat(seen.getFirst().at("/progress/stage").asText()).isEqualTo("write");
        assertThat(run.has("progress")).isFalse();
        assertThat(seen.getFirst().path("state").asText()).isEqualTo("running");
        assertThat(seen.getFirst().path("progress").path("rows").asLong()).isZero();
        assertThat(seen.getFirst().path("progress").path("rowsAll").asLong()).isEqualTo(1);
        assertThat(seen.getFirst().path("progress").path("percent").asLong()).isZero();
    }

    @Test
    void whileItsQueryRunsARunTellsHowFarThatIs() {
        export.declare("");
        String running =
                """
                {"statusCode":202,"headers":{"location":"/v1/queries/q"},\
                "body":"{\\"state\\":\\"running\\",\\"progress\\":{\\"done\\":%d,\\"all\\":8,\\"percent\\":0}}"}
                """;
        export.answers.add(running.formatted(3));
        export.answers.add(running.formatted(5));
        export.answers.add(RunningExport.inline());
        List<JsonNode> seen = new ArrayList<>();
        export.onAsked =
                () -> {
                    export.clock.advance(java.time.Duration.ofSeconds(3));
                    seen.add(
                            export.http("GET", "/v1/exports/daily/runs", "anna", Map.of())
                                    .json()
                                    .at("/runs/0/progress"));
                };
        assertThat(run("k").path("state").asText()).isEqualTo("committed");
        assertThat(seen.get(0).has("percent")).isFalse();
        assertThat(seen.get(1).path("percent").asInt()).isEqualTo(37);
        assertThat(seen.get(2))
                .hasToString(
                        "{\"stage\":\"query\",\"steps\":5,\"stepsAll\":8,\"rows\":0,\"percent\":62,\"bytes\":0,\"parts\":0,\"time\":%s}"
                                .formatted(seen.get(2).path("time")));
    }

    @Test
    void partsWhoseUrlsAreOldAreListedAgain() {
        export.declare(", format: csv, bucket: lake");
        String stale = export.inParts(stream(List.of(row(1, "a", FIRST))));
        byte[] bytes = export.downloads.remove("url0");
        export.answers.add(stale);
        export.answers.add("{\"statusCode\":200,\"body\":\"{}\"}");
        export.answers.add(stale);
        export.onDownload = () -> export.downloads.put("url0", bytes);
        export.isFirstDownloadRefused = true;
        assertThat(committed().path("rows").asLong()).isEqualTo(1);
    }

    @Test
    void allThatARunWritesIsEncryptedByItsKey() {
        export.declare(
                ", format: csv, bucket: lake, encryption: {kmsKey: '%s'}"
                        .formatted(RunningExport.KEY));
        committed();
        assertThat(export.lake.list("", 10))
                .hasSize(4)
                .allSatisfy(
                        o -> assertThat(export.lake.kmsKey(o.key())).contains(RunningExport.KEY));
    }

    @Test
    void aKeyThatTheDeploymentDoesNotNameIsRefused() {
        export.declare(
                ", bucket: lake, encryption: {kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/2'}");
        assertThat(start("k").code()).isEqualTo("NOT_SUPPORTED");
    }

    private JsonNode committed() {
        JsonNode run = run("k");
        assertThat(run.path("state").asText()).as(run.toString()).isEqualTo("committed");
        for (JsonNode part : run.path("manifest").path("parts")) {
            byte[] bytes = export.lake.load(part.path("key").asText());
            assertThat(PartWriter.sha256(bytes)).isEqualTo(part.path("sha256").asText());
            assertThat(bytes).hasSize(part.path("bytes").asInt());
        }
        return run.path("manifest");
    }

    private JsonNode run(String key) {
        String location = start(key).headers().getOrDefault("location", "");
        return export.http("GET", location, "anna", Map.of()).json();
    }

    private RunningExport.Answer start(String key) {
        return export.http(
                "POST", "/v1/exports/daily/runs", "anna", Map.of("idempotency-key", key));
    }

    /// Folder and numbers of each folder's files.
    private List<String> contents(JsonNode manifest) {
        java.util.TreeMap<String, List<Long>> all = new java.util.TreeMap<>();
        String attempt = manifest.path("attempt").asText() + "/";
        for (JsonNode part : manifest.path("parts")) {
            String key = part.path("key").asText();
            String folder =
                    key.substring(key.indexOf(attempt) + attempt.length(), key.lastIndexOf('/'));
            all.computeIfAbsent(folder, _ -> new ArrayList<>()).addAll(numbers(part));
        }
        return all.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
    }

    private List<Long> numbers(JsonNode part) {
        String text =
                new String(export.lake.load(part.path("key").asText()), StandardCharsets.UTF_8);
        return text.lines().skip(1).map(l -> Long.valueOf(l.substring(0, l.indexOf(',')))).toList();
    }

    private static List<@Nullable Object> row(long n, @Nullable String kind, LocalDate day) {
        return Arrays.asList(n, kind, day, 0.5);
    }

    private static byte[] stream(List<List<@Nullable Object>> rows) {
        try (Allocators memory = new Allocators(1L << 26);
                BufferAllocator allocator = memory.forRequest("test");
                ArrowReader reader = ArrowRows.reader(FIELDS, rows, 1_000, allocator)) {
            return ArrowStreams.toBytes(reader);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
