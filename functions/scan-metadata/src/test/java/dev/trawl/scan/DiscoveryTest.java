package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.ResourceService;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscoveryTest {
    private static final String KNOWN =
            """
            kind: Dataset
            name: customers
            description: by hand
            owner: crm
            tags: [personal]
            spec:
              source: shop
              table: people
              columns:
                - {name: id, type: integer, tags: [pii.id], description: number}
                - {name: gone, type: date}
            """;

    @Test
    void aNewTableIsADatasetWhoseColumnsNobodyClassified() {
        Resource resource =
                Objects.requireNonNull(
                        found(Set.of(), "", table("orders", "id", "total"))
                                .changes()
                                .getFirst()
                                .resource());
        assertThat(resource.name()).isEqualTo("orders");
        assertThat(resource.spec().path("columns"))
                .hasSize(2)
                .noneMatch(c -> c.path("classified").asBoolean(true));
    }

    @Test
    void whatPeopleWroteStays() {
        Discovery.Found found = found(Set.of(), KNOWN, table("people", "id", "email"));
        Resource resource = Objects.requireNonNull(found.changes().getFirst().resource());
        assertThat(resource.name()).isEqualTo("customers");
        assertThat(resource.description()).isEqualTo("by hand");
        assertThat(resource.owner()).isEqualTo("crm");
        assertThat(resource.tags()).containsExactly("personal");
        JsonNode columns = resource.spec().path("columns");
        assertThat(columns.findValuesAsText("name")).containsExactly("id", "gone", "email");
        assertThat(columns.path(0).path("tags").path(0).asText()).isEqualTo("pii.id");
        assertThat(columns.path(0).path("type").asText()).isEqualTo("integer");
        assertThat(columns.path(0).has("classified")).isFalse();
        assertThat(columns.path(2).path("classified").asBoolean(true)).isFalse();
        assertThat(found.drifts().getFirst().findings())
                .containsExactly(
                        "column 'id': integer is declared, bigint was found",
                        "column 'gone' is gone");
    }

    @Test
    void aColumnThatWasRenamedIsGuessed() {
        String known = KNOWN.replace("gone, type: date", "gone, type: bigint");
        assertThat(
                        found(Set.of(), known, table("people", "id", "email"))
                                .drifts()
                                .getFirst()
                                .findings())
                .contains("column 'gone' is gone, perhaps renamed to 'email'");
    }

    @Test
    void whatIsAcceptedTakesWhatWasFound() {
        Discovery.Found found = found(Set.of("customers"), KNOWN, table("people", "id", "email"));
        JsonNode columns =
                Objects.requireNonNull(found.changes().getFirst().resource())
                        .spec()
                        .path("columns");
        assertThat(columns.findValuesAsText("name")).containsExactly("id", "email");
        assertThat(columns.path(0).path("type").asText()).isEqualTo("bigint");
        assertThat(columns.path(0).path("tags").path(0).asText()).isEqualTo("pii.id");
        assertThat(found.drifts()).isEmpty();
    }

    @Test
    void aTableIsKnownByItsPlaceAlthoughItIsCalledOtherwise() {
        String known = KNOWN.replace("table: people", "table: clients\n  mapping: {prefix: p/}");
        SourceAnswer.DiscoveredTable table =
                new SourceAnswer.DiscoveredTable(
                        "public",
                        "p",
                        List.of(
                                new Field("id", Type.Simple.INTEGER),
                                new Field("gone", Type.Simple.DATE)),
                        List.of(),
                        Map.of("prefix", "p/"),
                        7);
        Discovery.Found found = found(Set.of(), known, table);
        assertThat(found.changes()).extracting(Change::name).containsExactly("customers");
        assertThat(found.drifts()).isEmpty();
    }

    @Test
    void namesThatAreTakenOrNotAllowedAreChanged() {
        assertThat(
                        found(
                                        Set.of(),
                                        KNOWN,
                                        table("customers", "a"),
                                        table("2 B", "a"),
                                        table("2-b", "a"))
                                .changes())
                .extracting(Change::name)
                .containsExactly("shop_customers", "t_2_b", "shop_t_2_b");
    }

    private static Discovery.Found found(
            Set<String> accepted, String known, SourceAnswer.DiscoveredTable... tables) {
        List<ResourceService.Current> declared =
                ResourceDocuments.parse(known).stream()
                        .map(r -> new ResourceService.Current(r, "1"))
                        .toList();
        return new Discovery("shop", declared, accepted).of(List.of(tables));
    }

    private static SourceAnswer.DiscoveredTable table(String name, String... columns) {
        List<Field> fields =
                java.util.Arrays.stream(columns)
                        .map(c -> new Field(c, Type.Simple.BIGINT))
                        .toList();
        return new SourceAnswer.DiscoveredTable("public", name, fields, List.of(), Map.of(), 7);
    }
}
