package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.lambda.EventFailedException;
import org.junit.jupiter.api.Test;

/// Datasets that exports register.
class RegistrarTest {
    private static final String COLUMNS =
            """
            [{"name":"who","type":"varchar","from":["shop.public.people.email"],"masked":true},
             {"name":"total","type":"bigint","from":["shop.public.people.salary","shop.public.orders.paid"]},
             {"name":"n","type":"bigint","from":[]}]
            """;
    private final RunningScan scan = new RunningScan();

    RegistrarTest() {
        scan.declare(
                """
                {kind: Source, name: shop, spec: {kind: objects}}
                ---
                kind: Dataset
                name: people
                tags: [domain.hr, pii.people, region.eu]
                spec:
                  source: shop
                  mapping: {prefix: people/, format: csv}
                  columns:
                    - {name: email, type: varchar, tags: [pii.email]}
                    - {name: salary, type: bigint, tags: [finance.pay]}
                ---
                kind: Dataset
                name: orders
                tags: [domain.sales, region.eu]
                spec:
                  source: shop
                  mapping: {prefix: orders/, format: csv}
                  columns: [{name: paid, type: bigint, tags: [finance.turnover]}]
                """);
    }

    @Test
    void aDatasetInheritsTagsAlongLineageAndIsHiddenUntilSomebodyClassifiesIt() {
        register("scanner", "daily", COLUMNS);
        Resource dataset = dataset("daily");
        assertThat(dataset.tags()).containsExactly("pii.people", "region.eu");
        assertThat(dataset.spec().path("mapping").path("manifest").asText())
                .isEqualTo("current.json");
        assertThat(dataset.spec().path("rowCount").asLong()).isEqualTo(7);
        JsonNode columns = dataset.spec().path("columns");
        assertThat(columns.path(0).toString())
                .isEqualTo(
                        "{\"classified\":false,\"name\":\"who\",\"tags\":[\"masked\",\"pii.email\"],\"type\":\"varchar\"}");
        assertThat(columns.path(1).path("tags").toString())
                .isEqualTo("[\"finance.pay\",\"finance.turnover\"]");
        assertThat(columns.path(2).has("tags")).isFalse();
        assertThat(columns.valueStream().map(c -> c.path("classified").asBoolean(true)))
                .containsOnly(false);
    }

    @Test
    void registeredAgainNothingChangesAndWhatPeopleSaidStays() {
        register("scanner", "daily", COLUMNS);
        String yaml =
                """
                kind: Dataset
                name: daily
                description: Ours.
                owner: ann
                tags: [gold]
                spec:
                  source: shop
                  schema: public
                  table: daily
                  mapping: {prefix: exports/daily/, format: parquet, manifest: current.json}
                  rowCount: 7
                  columns:
                    - {name: who, type: varchar, tags: [ours], description: Who}
                    - {name: total, type: varchar}
                    - {name: gone, type: bigint}
                """;
        scan.declare(yaml);
        register("scanner", "daily", COLUMNS);
        Resource dataset = dataset("daily");
        assertThat(dataset.description()).isEqualTo("Ours.");
        assertThat(dataset.owner()).isEqualTo("ann");
        assertThat(dataset.tags()).containsExactly("gold", "pii.people", "region.eu");
        JsonNode columns = dataset.spec().path("columns");
        assertThat(columns).hasSize(3);
        assertThat(columns.path(0).path("description").asText()).isEqualTo("Who");
        assertThat(columns.path(0).path("classified").asBoolean(true)).isTrue();
        assertThat(columns.path(0).path("tags").toString())
                .isEqualTo("[\"masked\",\"ours\",\"pii.email\"]");
        // Another type is another column.
        assertThat(columns.path(1).path("type").asText()).isEqualTo("bigint");
        assertThat(columns.path(1).path("classified").asBoolean(true)).isFalse();

        String head = head("daily");
        register("scanner", "daily", COLUMNS);
        assertThat(head("daily")).isEqualTo(head);
    }

    @Test
    void onlyWhoMayAdministerTheDatasetRegistersIt() {
        assertThatThrownBy(() -> register("nobody", "daily", COLUMNS))
                .isInstanceOf(EventFailedException.class);
        assertThat(scan.resources.find(ResourceKind.DATASET, "daily")).isEmpty();
        register("owner", "owner", COLUMNS);
        assertThat(scan.resources.find(ResourceKind.DATASET, "owner")).isPresent();
    }

    @Test
    void aDatasetThatReadsOtherFilesIsLeftAlone() {
        String head = head("people");
        assertThatThrownBy(() -> register("scanner", "people", COLUMNS))
                .isInstanceOf(EventFailedException.class);
        assertThat(head("people")).isEqualTo(head);
    }

    private void register(String principal, String dataset, String columns) {
        String registration =
                """
                {"export":"daily","principal":"%s","dataset":"%s","source":"shop","schema":"public",
                 "mapping":{"prefix":"exports/daily/","format":"parquet","manifest":"current.json"},
                 "rows":7,"columns":%s}
                """
                        .formatted(principal, dataset, columns);
        scan.event(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("task", "register")
                        .put("registration", registration)
                        .toString());
    }

    private Resource dataset(String name) {
        return scan.resources.find(ResourceKind.DATASET, name).orElseThrow().resource();
    }

    private String head(String name) {
        return scan.resources.find(ResourceKind.DATASET, name).orElseThrow().head();
    }
}
