package dev.trawl.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.store.ItemTable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Datasets that committed runs register.
class RegistrationTest {
    private static final String STATE =
            "{\"statusCode\":200,\"body\":\"{\\\"lineage\\\":[{\\\"name\\\":\\\"n\\\",\\\"direct\\\":[\\\"a.b.c.x\\\",\\\"a.b.c.y\\\"],\\\"indirect\\\":[\\\"a.b.c.z\\\"],\\\"masked\\\":[\\\"a.b.c.y\\\",\\\"a.b.c.z\\\"]}]}\"}";
    private final RunningExport export = new RunningExport();

    RegistrationTest() {
        declare("{kind: Source, name: lake, spec: {kind: objects}}");
        export.declare(
                ", format: jsonl, bucket: lake, partitionBy: [t], registers: {dataset: daily_rows, source: lake}");
        export.answers.add(export.inParts(RunningExport.rows()));
        export.answers.add(STATE);
    }

    @Test
    void aCommittedRunIsRegisteredWithItsLineage() {
        JsonNode run = run();
        assertThat(run.path("registered").toString())
                .isEqualTo("{\"dataset\":\"daily_rows\",\"state\":\"registered\",\"detail\":\"\"}");
        assertThat(run.path("manifest").path("lineage").path(0).path("masked")).hasSize(2);
        JsonNode registration = export.registered.getFirst();
        assertThat(registration.path("principal").asText()).isEqualTo("nightly");
        assertThat(registration.path("mapping").toString())
                .isEqualTo(
                        "{\"prefix\":\"exports/daily/\",\"manifest\":\"current.json\",\"format\":\"json\",\"partitions\":\"t:varchar\"}");
        assertThat(registration.path("rows").asLong()).isEqualTo(3);
        assertThat(registration.path("columns").path(0).toString())
                .isEqualTo(
                        "{\"name\":\"n\",\"type\":\"bigint\",\"from\":[\"a.b.c.x\",\"a.b.c.y\"],\"masked\":true}");
        assertThat(registration.path("columns").path(1).path("from")).isEmpty();
        export.event("{\"task\":\"reconcile\"}");
        assertThat(export.registered).hasSize(1);
    }

    /// Whoever is told that a run is committed finds it everywhere, also when its runner is gone.
    @Test
    void aRunIsCommittedForCallersWhenReadersFindIt() {
        JsonNode run = run();
        String id = run.path("run").asText();
        ItemTable.Item item = item("export-run", id);
        export.items.put(
                item.key(),
                item.version(),
                item.document().replace("\"phase\":\"committed\"", "\"phase\":\"running\""),
                null);
        assertThat(told(id).path("state").asText()).isEqualTo("committed");
        assertThat(told(id).path("ended").asText())
                .isEqualTo(run.path("manifest").path("committed").asText());
        ItemTable.Item registered = item("export-registration", id);
        export.items.delete(registered.key(), registered.version());
        assertThat(told(id).path("state").asText()).isEqualTo("running");
        assertThat(told(id).path("manifest").path("rows").asLong()).isEqualTo(3);
    }

    private JsonNode told(String id) {
        return export.http("GET", "/v1/runs/" + id, "anna", Map.of()).json();
    }

    private ItemTable.Item item(String partition, String id) {
        return export.items.find(new ItemTable.Key(partition, id)).orElseThrow();
    }

    @Test
    void whatCannotBeDoneNowIsDoneLaterAndTheRunIsCommitted() {
        export.areRegistrationsLost = true;
        JsonNode run = run();
        assertThat(run.path("state").asText()).isEqualTo("committed");
        assertThat(run.path("registered").path("state").asText()).isEqualTo("pending");
        export.event("{\"task\":\"reconcile\"}");
        export.areRegistrationsLost = false;
        export.event("{\"task\":\"reconcile\"}");
        assertThat(export.registered).hasSize(1);
        assertThat(run().path("registered").path("state").asText()).isEqualTo("registered");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: Dataset, name: daily_rows, spec: {source: lake, mapping: {prefix: x/, format: json}, columns: [{name: n, type: bigint}]}}",
                "{kind: Dataset, name: daily_rows, spec: {source: lake, mapping: {prefix: exports/daily/, format: json}, columns: [{name: n, type: bigint}]}}",
            })
    void aDatasetThatIsSomethingElseIsLeftAlone(String yaml) {
        declare(yaml);
        JsonNode run = run();
        assertThat(run.path("state").asText()).isEqualTo("committed");
        assertThat(run.path("registered").path("state").asText()).isEqualTo("refused");
        assertThat(export.registered).isEmpty();
    }

    @Test
    void whoMayNotAdministerTheDatasetRegistersNothing() {
        export.declare(", format: csv, bucket: lake, registers: {dataset: shut, source: lake}");
        JsonNode run = run();
        assertThat(run.path("registered").path("state").asText()).isEqualTo("refused");
        assertThat(run.path("registered").path("detail").asText())
                .isEqualTo(
                        "principal 'nightly' registers dataset 'shut' if a rule with the action administer on it allows");
        assertThat(export.registered).isEmpty();
    }

    private JsonNode run() {
        return export.http("GET", start().headers().getOrDefault("location", ""), "anna", Map.of())
                .json();
    }

    private RunningExport.Answer start() {
        return export.http(
                "POST", "/v1/exports/daily/runs", "anna", Map.of("idempotency-key", "k"));
    }

    private void declare(String yaml) {
        List<Change> changes = ResourceDocuments.parse(yaml).stream().map(Change::put).toList();
        export.resources.apply(changes, "issuer|admin", (_, _) -> "");
    }
}
