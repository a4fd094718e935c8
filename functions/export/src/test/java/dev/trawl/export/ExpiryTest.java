package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.store.ObjectStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of older runs are given up, and what is read of never.
class ExpiryTest {
    private static final String ONE = "/v1/exports/daily";

    private final RunningExport export = new RunningExport();

    @Test
    void withoutARetentionAllStays() {
        export.declare("");
        List<String> runs = runs(3);
        export.clock.advance(Duration.ofDays(1_000));
        reconcile();
        assertThat(runs).allSatisfy(run -> assertThat(files(run)).isNotEmpty());
    }

    @Test
    void theLatestRunsAreKeptByTheirNumberAndTheOthersTellThatTheyExpired() {
        export.declare(", retention: {runs: 2}");
        List<String> runs = runs(4);
        export.clock.advance(Expiry.READ.plusMinutes(5));
        reconcile();
        reconcile();
        for (String run : runs.subList(0, 2)) {
            assertThat(files(run)).containsExactly("exports/daily/runs/" + run + "/expired.json");
            JsonNode told = export.http("GET", "/v1/runs/" + run, "anna", Map.of()).json();
            assertThat(told.path("state").asText()).isEqualTo("committed");
            assertThat(told.path("expired").asText()).isEqualTo(export.clock.instant().toString());
            assertThat(told.path("rows").asLong()).isEqualTo(3);
            assertThat(told.has("manifest")).isFalse();
        }
        for (String run : runs.subList(2, 4)) {
            assertThat(files(run)).hasSize(2).anyMatch(k -> k.endsWith("manifest.json"));
        }
        assertThat(listed().path("runs")).filteredOn(r -> r.has("expired")).hasSize(2);
        assertThat(export.resources.conditions().of("export/daily"))
                .filteredOn(c -> c.type().equals("FilesExpire"))
                .singleElement()
                .matches(c -> c.isTrue());
    }

    @Test
    void aRunIsKeptByItsAgeOrItsNumber() {
        export.declare(", retention: {runs: 1, days: 10}");
        String first = runs(1).getFirst();
        export.clock.advance(Duration.ofDays(5));
        String second = runs(1).getFirst();
        export.clock.advance(Duration.ofDays(4));
        reconcile();
        assertThat(files(first)).hasSize(2);
        export.clock.advance(Duration.ofDays(2));
        reconcile();
        assertThat(files(first)).hasSize(1);
        export.clock.advance(Duration.ofDays(100));
        reconcile();
        assertThat(files(second)).as("the latest").hasSize(2);
    }

    @Test
    void whoeverBeganToReadARunBeforeTheNextCameHasADay() {
        export.declare(", retention: {days: 1}");
        String first = runs(1).getFirst();
        export.clock.advance(Duration.ofDays(50));
        runs(1);
        export.clock.advance(Expiry.READ.minusMinutes(1));
        reconcile();
        assertThat(files(first)).hasSize(2);
        export.clock.advance(Duration.ofMinutes(2));
        reconcile();
        assertThat(files(first)).hasSize(1);
    }

    @Test
    void theCurrentRunStaysAlthoughOthersWereCommittedLater() {
        export.declare(", retention: {runs: 1}");
        String current = runs(1).getFirst();
        export.clock.advance(Duration.ofHours(1));
        String past =
                export.http(
                                "POST",
                                ONE + "/runs",
                                "anna",
                                Map.of(),
                                "{\"time\":\"2025-01-01T00:00:00Z\"}")
                        .json()
                        .path("run")
                        .asText();
        reconcile();
        export.clock.advance(Duration.ofDays(3));
        reconcile();
        assertThat(files(current)).hasSize(2);
        assertThat(files(past)).hasSize(1);
    }

    @Test
    void aRunOfAnotherPlaceIsReplacedThereOnly() {
        export.declare(", retention: {runs: 1}");
        String elsewhere = runs(1).getFirst();
        export.declare(", prefix: exports/other/, retention: {runs: 1}");
        runs(2);
        export.clock.advance(Duration.ofDays(3));
        reconcile();
        assertThat(files(elsewhere)).hasSize(2);
    }

    @Test
    void aRunThatADatasetIsDeclaredOnStays() {
        export.declare(", retention: {runs: 1}");
        String pinned = runs(1).getFirst();
        String other = runs(1).getFirst();
        runs(1);
        String yaml =
                "{kind: Source, name: lake, spec: {kind: objects}}\n---\n"
                        + "{kind: Dataset, name: pinned, spec: {source: lake, schema: public, table: pinned, columns: [{name: n, type: bigint}],"
                        + " mapping: {format: parquet, prefix: exports/daily/runs/"
                        + pinned
                        + "/, manifest: manifest.json}}}";
        List<Change> changes = ResourceDocuments.parse(yaml).stream().map(Change::put).toList();
        export.resources.apply(changes, "issuer|admin", (_, _) -> "");
        export.clock.advance(Duration.ofDays(3));
        reconcile();
        assertThat(files(pinned)).hasSize(2);
        assertThat(files(other)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ", format: csv, partitionBy: [t]",
                ", bucket: lake",
                ", target: {table: shop.public.daily}"
            })
    void partitionedRunsOtherBucketsAndStagedRowsOfTablesExpireToo(String more) {
        export.declare(more + ", retention: {runs: 1}");
        List<String> runs = runs(2);
        export.clock.advance(Duration.ofDays(2));
        reconcile();
        ObjectStore bucket = more.contains("lake") ? export.lake : export.state;
        assertThat(bucket.list("exports/daily/runs/" + runs.getFirst() + "/", 100)).hasSize(1);
        assertThat(bucket.list("exports/daily/runs/" + runs.get(1) + "/", 100))
                .hasSizeGreaterThan(1);
    }

    @Test
    void anExpiredTimeIsNotFilledAgain() {
        export.declare(", schedule: {cron: '0 6 * * ? *'}, retention: {runs: 1}");
        export.clock.advance(Duration.ofDays(3));
        String all = "{\"from\":\"2026-01-01T00:00:00Z\"}";
        export.http("POST", ONE + "/backfill", "anna", Map.of(), all);
        reconcile();
        export.clock.advance(Duration.ofDays(2));
        reconcile();
        JsonNode plan =
                export.http(
                                "POST",
                                ONE + "/backfill",
                                "anna",
                                Map.of(),
                                "{\"from\":\"2026-01-01T00:00:00Z\",\"to\":\"2026-01-04T00:00:00Z\",\"dryRun\":true}")
                        .json();
        assertThat(plan.path("times"))
                .extracting(t -> t.path("state").asText())
                .containsExactly("expired", "expired", "committed");
        assertThat(plan.path("runs").asInt()).isZero();
    }

    private List<String> runs(int number) {
        List<String> ids = new java.util.ArrayList<>();
        for (int i = 0; i < number; i++) {
            export.clock.advance(Duration.ofMinutes(1));
            ids.add(
                    export.http("POST", ONE + "/runs", "anna", Map.of())
                            .json()
                            .path("run")
                            .asText());
        }
        reconcile();
        return ids;
    }

    private void reconcile() {
        export.event("{\"task\":\"reconcile\"}");
    }

    private JsonNode listed() {
        return export.http("GET", ONE + "/runs", "anna", Map.of()).json();
    }

    private List<String> files(String run) {
        return export.state.list("exports/daily/runs/" + run + "/", 100).stream()
                .map(ObjectStore.ObjectInfo::key)
                .toList();
    }
}
