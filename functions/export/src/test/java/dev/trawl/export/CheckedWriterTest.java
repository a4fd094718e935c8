package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Quality;
import dev.trawl.catalog.ResourceDocuments;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckedWriterTest {
    private final RunningExport export = new RunningExport();

    CheckedWriterTest() {
        export.declare("");
        List<Change> changes =
                ResourceDocuments.parse(
                                """
                                {kind: Source, name: shop, spec: {kind: jdbc}}
                                ---
                                {kind: Dataset, name: things, spec: {source: shop, table: t, columns: [{name: n, type: bigint}]}}
                                ---
                                {kind: Check, name: sane, spec: {dataset: things, principal: nightly, blocks: exports, expect: [{rowCount: {min: 1}}]}}
                                """)
                        .stream()
                        .map(Change::put)
                        .toList();
        export.resources.apply(changes, "issuer|admin", (_, _) -> "");
    }

    @Test
    void anExportOfADatasetWhoseCheckHasNotPassedEndsUnwritten() {
        verdict(Quality.State.FAILED);
        JsonNode run = run("k");
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.path("attempt").asInt()).isEqualTo(1);
        assertThat(run.toString())
                .contains(
                        "QUALITY_CHECK_FAILED",
                        "check 'sane' of dataset 'things' has not passed (failed): row count");
        assertThat(export.asked).isEmpty();
    }

    @Test
    void anExportOfADatasetWhoseCheckHasPassedIsWritten() {
        verdict(Quality.State.PASSED);
        assertThat(run("k").path("state").asText()).isEqualTo("committed");
    }

    private void verdict(Quality.State state) {
        new Quality(export.items)
                .put(
                        new Quality.Verdict(
                                "sane",
                                "things",
                                state,
                                export.clock.instant(),
                                true,
                                "row count: 1 of 0 rows are wrong"));
    }

    private JsonNode run(String key) {
        String location =
                export.http(
                                "POST",
                                "/v1/exports/daily/runs",
                                "anna",
                                Map.of("idempotency-key", key))
                        .headers()
                        .getOrDefault("location", "");
        return export.http("GET", location, "anna", Map.of()).json();
    }
}
