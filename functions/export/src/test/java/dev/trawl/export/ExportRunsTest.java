package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.PartWriter;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.memory.InMemoryFunctions;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportRunsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ExportRuns.Caller ANNA = new ExportRuns.Caller("issuer|anna", "token-a");
    private static final ExportRuns.Caller BERT = new ExportRuns.Caller("issuer|bert", "token-b");
    private static final int CALLS_MAX = 10;

    private final InMemoryObjectStore objects = new InMemoryObjectStore("state");
    private final FaultyStore store = new FaultyStore(objects);
    private final InMemoryFunctions functions = new InMemoryFunctions();
    private final List<String> asked = new ArrayList<>();
    private final ResourceService resources =
            new ResourceService(new InMemoryItemTable(), objects, Clock.systemUTC());
    private final ExportRuns runs =
            new ExportRuns(
                    resources,
                    store,
                    new QueryClient(functions, Clock.systemUTC()),
                    ExportSettings.of(
                            new Settings(
                                    Map.of(
                                            "TRAWL_STATE_TABLE", "table",
                                            "TRAWL_STATE_BUCKET", "state",
                                            "TRAWL_FLEET", "fleet",
                                            "TRAWL_ISSUERS", "[]"))),
                    Clock.systemUTC());

    ExportRunsTest() throws IOException {
        String answer = answer();
        functions.with(
                "query",
                event -> {
                    asked.add(event);
                    return answer;
                });
        declare("query: SELECT n FROM t, purpose: research");
    }

    @Test
    void theManifestNamesWhatWasWritten() throws IOException {
        JsonNode manifest = manifest(runs.run("daily", "key", ANNA));
        assertThat(manifest.path("rows").asLong()).isEqualTo(3);
        assertThat(manifest.path("author").asText()).isEqualTo("issuer|anna");
        assertThat(manifest.path("queryId").asText()).isEqualTo("q1");
        assertTrue(manifest);
    }

    @Test
    void theQueryRunsUnderTheCallersTokenAndThePurposeOfTheExport() {
        runs.run("daily", "key", ANNA);
        assertThat(asked)
                .singleElement()
                .asString()
                .contains("Bearer token-a")
                .contains("SELECT n FROM t")
                .contains("research");
    }

    @Test
    void aRepeatedKeyFindsTheRun() {
        ExportRuns.Run first = runs.run("daily", "key", ANNA);
        assertThat(runs.run("daily", "key", ANNA)).isEqualTo(first);
        assertThat(asked).hasSize(1);
        assertThat(runs.run("daily", "other", ANNA).id()).isNotEqualTo(first.id());
    }

    @Test
    void runsOfOthersAreNotFound() {
        ExportRuns.Run run = runs.run("daily", "key", ANNA);
        assertThat(runs.find(run.id(), ANNA)).contains(run);
        assertThat(runs.find(run.id(), BERT)).isEmpty();
        assertThat(runs.find("../" + run.id(), ANNA)).isEmpty();
        assertThat(runs.run("daily", "key", BERT).id()).isNotEqualTo(run.id());
    }

    @Test
    void theQuerysRefusalIsTheExports() {
        functions.with(
                "query",
                _ ->
                        """
                        {"statusCode":403,"body":"{\\"code\\":\\"PERMISSION_DENIED\\",\\"detail\\":\\"no\\"}"}
                        """);
        assertCode(ErrorCode.PERMISSION_DENIED, "daily");
        assertThat(objects.list("exports/", CALLS_MAX)).isEmpty();
    }

    @Test
    void anUnknownExportIsNotFound() {
        assertCode(ErrorCode.NOT_FOUND, "weekly");
    }

    @ParameterizedTest
    @ValueSource(strings = {"format: csv", "bucket: elsewhere", "prefix: a/"})
    void whatIsNotOfferedIsRefused(String field) {
        declare("query: SELECT n FROM t, " + field);
        assertCode(ErrorCode.NOT_SUPPORTED, "daily");
        assertThat(asked).isEmpty();
    }

    /// Whatever call fails, a manifest that is there names parts that are there and whole, and a
    /// retry of the same key ends with one.
    @ParameterizedTest
    @EnumSource(FaultyStore.When.class)
    void aFailingStoreLeavesNoManifestThatLies(FaultyStore.When when) throws IOException {
        int call = 0;
        boolean wasReached = true;
        while (wasReached && call < CALLS_MAX) {
            call++;
            String key = "key-" + call;
            store.fail(call, when);
            try {
                runs.run("daily", key, ANNA);
            } catch (TrawlException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            }
            wasReached = store.hasFailed();
            store.fail(0, when);
            assertManifestsAreTrue();
            assertTrue(manifest(runs.run("daily", key, ANNA)));
        }
        assertThat(call).isBetween(3, CALLS_MAX - 1);
    }

    private void assertManifestsAreTrue() throws IOException {
        for (ObjectStore.ObjectInfo object : objects.list("exports/", 1_000)) {
            if (object.key().endsWith("manifest.json")) {
                assertTrue(MAPPER.readTree(objects.load(object.key())));
            }
        }
    }

    private void assertTrue(JsonNode manifest) {
        assertThat(manifest.path("parts")).isNotEmpty();
        for (JsonNode part : manifest.path("parts")) {
            byte[] bytes = objects.load(part.path("key").asText());
            assertThat(PartWriter.sha256(bytes)).isEqualTo(part.path("sha256").asText());
            assertThat(bytes).hasSize(part.path("bytes").asInt()).startsWith('P', 'A', 'R', '1');
        }
    }

    private void assertCode(ErrorCode code, String export) {
        assertThatThrownBy(() -> runs.run(export, "key", ANNA))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void declare(String spec) {
        Change change =
                Change.put(
                        ResourceDocuments.parse("{kind: Export, name: daily, spec: {" + spec + "}}")
                                .getFirst());
        resources.apply(List.of(change), "issuer|admin", (_, _) -> "");
    }

    private static JsonNode manifest(ExportRuns.Run run) throws IOException {
        return MAPPER.readTree(run.manifest());
    }

    private static String answer() throws IOException {
        List<Field> fields = List.of(new Field("n", Type.Simple.BIGINT));
        try (Allocators memory = new Allocators(1L << 24);
                BufferAllocator allocator = memory.forRequest("test");
                ArrowReader reader =
                        ArrowRows.reader(
                                fields,
                                List.of(List.of(1L), List.of(2L), List.of(3L)),
                                2,
                                allocator)) {
            String body = Base64.getEncoder().encodeToString(ArrowStreams.toBytes(reader));
            return """
            {"statusCode":200,"isBase64Encoded":true,"body":"%s","headers":\
            {"content-type":"application/vnd.apache.arrow.stream","x-trawl-query-id":"q1"}}
            """
                    .formatted(body);
        }
    }
}
