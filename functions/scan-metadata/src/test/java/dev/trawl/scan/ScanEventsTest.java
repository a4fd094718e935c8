package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.lambda.EventFailedException;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanEventsTest {
    private final RunningScan scan = new RunningScan();
    private int sequence;

    ScanEventsTest() {
        scan.declare("{kind: Source, name: shop, spec: {kind: objects}}");
        scan.declare(
                """
                kind: Dataset
                name: orders
                spec:
                  source: shop
                  mapping: {prefix: sales/orders/, format: parquet}
                  columns: [{name: id, type: bigint}]
                """);
        scan.holds("orders", Map.of("prefix", "sales/orders/"), 7, "id", "fresh");
        scan.holds("other", Map.of("prefix", "other/"), 3, "id");
        scan.clock.advance(Duration.ofHours(1));
    }

    @Test
    void aNewFileOfADatasetIsFoundAndNothingElseIsTouched() {
        send(created("sales/orders/month%3D1/a+b.parquet"));
        assertThat(dataset("orders").path("spec").path("rowCount").asLong()).isEqualTo(7);
        assertThat(dataset("orders").path("spec").path("columns").findValuesAsText("name"))
                .containsExactly("id", "fresh");
        assertThat(scan.get("/v1/resources/dataset/other", "admin").status()).isEqualTo(404);
    }

    @Test
    void aFileInAFolderThatNobodyDeclaredIsANewDataset() {
        send(created("other/a.parquet"));
        assertThat(
                        dataset("other")
                                .path("spec")
                                .path("columns")
                                .path(0)
                                .path("classified")
                                .asBoolean(true))
                .isFalse();
    }

    @Test
    void theScanRunsAsTheDeclaredPrincipal() {
        send(created("other/a.parquet"));
        assertThat(scan.policy.asked)
                .extracting(DecisionRequest::credential)
                .containsOnly(new DecisionRequest.Credential.Machine("scanner"));
        assertThat(history("other")).contains("issuer|scanner");
    }

    @Test
    void exportsThatWaitForObjectsOrScansAreToldByNamesThatStayTheSame() {
        List<String> told = new ArrayList<>();
        scan.functions.with(
                "export",
                event -> {
                    told.add(event);
                    return "{}";
                });
        listens("of_orders", "objects: {source: shop, prefix: sales/}");
        listens("of_others", "objects: {source: shop, prefix: others/}");
        listens("of_scans", "scan: shop");
        listens("of_another", "scan: lake");

        String event = created("sales/orders/a.parquet");
        send(event);
        send(event);

        assertThat(told)
                .hasSize(3)
                .allSatisfy(t ->
                        assertThat(t)
                                .containsAnyOf(
                                        "\"export\":\"of_orders\",\"event\":\"objects shop ",
                                        "\"export\":\"of_scans\",\"event\":\"scan shop 2026-"));
        assertThat(told.stream().filter(t -> t.contains("of_orders")).distinct()).hasSize(1);
    }

    @Test
    void daysOfTheAuditLogThatAreOverArePacked() {
        new AuditLog(scan.audit, "query", () -> "1")
                .record(
                        AuditEvent.builder(AuditEvent.Kind.CHANGE, scan.clock.instant(), "issuer|a")
                                .build());
        String task = "{\"task\":\"compact\",\"days\":3}";
        scan.event(task);
        assertThat(scan.audit.list("audit/packs/", 10)).isEmpty();
        scan.clock.advance(Duration.ofDays(2));
        scan.event(task);
        assertThat(scan.audit.list("audit/packs/2026-01-01/", 10)).hasSize(2);
        assertThatThrownBy(() -> scan.event(task.replace("3", "0")))
                .isInstanceOf(EventFailedException.class)
                .hasMessageContaining("INVALID_REQUEST");
    }

    @Test
    void whatExportsWriteStartsNobodyWhoDoesNotNameIt() {
        List<String> told = new ArrayList<>();
        scan.functions.with(
                "export",
                event -> {
                    told.add(event);
                    return "{}";
                });
        listens("of_all", "objects: {source: shop}");
        listens("of_scans", "scan: shop");
        listens("of_daily", "objects: {source: shop, prefix: exports/daily/}");
        scan.holds("daily", Map.of("prefix", "exports/daily/"), 1, "id");

        send(created("exports/daily/runs/1/a.parquet"));
        send(created("exports/other/runs/1/a.parquet"));

        assertThat(told).singleElement().asString().contains("of_daily");
    }

    private void listens(String name, String to) {
        scan.declare(
                "{kind: Export, name: %s, spec: {query: select 1, principal: nightly, schedule: {on: {%s}}}}"
                        .formatted(name, to));
    }

    @Test
    void manyEventsOfOnePrefixAreOneScan() {
        String[] records = new String[50];
        for (int i = 0; i < records.length; i++) {
            records[i] = created("sales/orders/%d.parquet".formatted(i));
        }
        send(records);
        assertThat(scan.discoveries).isEqualTo(1);
    }

    @Test
    void anEventThatComesAgainIsNoScan() {
        String event = created("sales/orders/a.parquet");
        send(event);
        send(event);
        scan.clock.advance(Duration.ofMinutes(1));
        send(event);
        assertThat(scan.discoveries).isEqualTo(1);
    }

    @Test
    void anOlderEventOfTheSameKeyThatComesLateIsNoScan() {
        String older = created("sales/orders/a.parquet");
        String newer = created("sales/orders/a.parquet");
        send(newer);
        send(older);
        assertThat(scan.discoveries).isEqualTo(1);
    }

    @Test
    void anEventFromLongBeforeTheLastScanIsInIt() {
        String early = created("sales/orders/b.parquet");
        scan.clock.advance(Duration.ofMinutes(1));
        send(created("sales/orders/a.parquet"));
        send(early);
        assertThat(scan.discoveries).isEqualTo(1);
    }

    @Test
    void whatComesWhileAScanRunsIsScannedByWhoRunsIt() {
        scan.duringDiscovery =
                () -> {
                    if (scan.discoveries == 1) {
                        scan.clock.advance(Duration.ofSeconds(1));
                        send(created("sales/orders/b.parquet"));
                        send(created("sales/orders/c.parquet"));
                        assertThat(scan.discoveries).isEqualTo(1);
                        scan.clock.advance(Duration.ofSeconds(10));
                    }
                };
        send(created("sales/orders/a.parquet"));
        assertThat(scan.discoveries).isEqualTo(2);
    }

    @Test
    void aScanThatEndedLeavesThePrefixToTheNext() {
        send(created("sales/orders/a.parquet"));
        scan.clock.advance(Duration.ofSeconds(10));
        send(created("sales/orders/b.parquet"));
        assertThat(scan.discoveries).isEqualTo(2);
    }

    @Test
    void aScanThatFailsIsAskedForAgain() {
        String event = created("sales/orders/a.parquet");
        scan.duringDiscovery =
                () -> {
                    throw new TrawlException(ErrorCode.SOURCE_UNAVAILABLE, "away");
                };
        assertThatThrownBy(() -> send(event)).isInstanceOf(EventFailedException.class);
        scan.duringDiscovery = () -> {};
        send(event);
        assertThat(dataset("orders").path("spec").path("rowCount").asLong()).isEqualTo(7);
    }

    @Test
    void aBucketOfNoSourceIsLeftAlone() {
        send(created("sales/orders/a.parquet").replace("shop-data", "elsewhere"));
        send(created("top-level.parquet"));
        assertThat(scan.discoveries).isZero();
    }

    @Test
    void eventBridgeIsUnderstoodAndTheTestMessageToo() {
        scan.event("{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\"}");
        scan.event(
                """
                {"source":"aws.s3","detail-type":"Object Created","time":"%s",
                 "detail":{"bucket":{"name":"shop-data"},
                           "object":{"key":"sales/orders/a.parquet","sequencer":"01"}}}
                """
                        .formatted(scan.clock.instant()));
        assertThat(scan.discoveries).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Records\":1}",
                "{\"Records\":[1]}",
                "{\"Records\":[{\"eventSource\":\"aws:s3\"}]}",
                "{\"hello\":1}"
            })
    void whatIsNoEventOfS3Fails(String payload) {
        assertThatThrownBy(() -> scan.event(payload))
                .isInstanceOf(EventFailedException.class)
                .hasMessage("INVALID_REQUEST");
    }

    private void send(String... records) {
        scan.event("{\"Records\":[" + String.join(",", records) + "]}");
    }

    private String created(String key) {
        sequence++;
        return """
        {"eventSource":"aws:s3","eventName":"ObjectCreated:Put","eventTime":"%s",
         "s3":{"bucket":{"name":"shop-data"},
               "object":{"key":"%s","size":1,"sequencer":"%016X"}}}
        """
                .formatted(scan.clock.instant(), key, sequence);
    }

    private com.fasterxml.jackson.databind.JsonNode dataset(String name) {
        return scan.get("/v1/resources/dataset/" + name, "admin").json();
    }

    private String history(String name) {
        return scan.get("/v1/resources/dataset/" + name + "/history", "admin").body();
    }
}
