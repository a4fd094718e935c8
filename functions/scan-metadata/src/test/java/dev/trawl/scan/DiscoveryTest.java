package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Change;
import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Resource resource = discover(List.of(), table("orders", "id", "total")).getFirst();
        assertThat(resource.name()).isEqualTo("orders");
        assertThat(resource.spec().path("columns"))
                .hasSize(2)
                .noneMatch(c -> c.path("classified").asBoolean(true));
    }

    @Test
    void whatPeopleWroteStays() {
        Resource resource =
                discover(ResourceDocuments.parse(KNOWN), table("people", "id", "email")).getFirst();
        assertThat(resource.name()).isEqualTo("customers");
        assertThat(resource.description()).isEqualTo("by hand");
        assertThat(resource.owner()).isEqualTo("crm");
        assertThat(resource.tags()).containsExactly("personal");
        JsonNode id = resource.spec().path("columns").path(0);
        assertThat(id.path("tags").path(0).asText()).isEqualTo("pii.id");
        assertThat(id.path("description").asText()).isEqualTo("number");
        assertThat(id.has("classified")).isFalse();
        assertThat(id.path("type").asText()).isEqualTo("bigint");
        JsonNode email = resource.spec().path("columns").path(1);
        assertThat(email.path("name").asText()).isEqualTo("email");
        assertThat(email.path("classified").asBoolean(true)).isFalse();
    }

    @Test
    void namesThatAreTakenOrNotAllowedAreChanged() {
        List<Resource> known = ResourceDocuments.parse(KNOWN);
        assertThat(discover(known, table("customers", "a"), table("2 B", "a"), table("2-b", "a")))
                .extracting(Resource::name)
                .containsExactly("shop_customers", "t_2_b", "shop_t_2_b");
    }

    private static List<Resource> discover(
            List<Resource> known, SourceAnswer.DiscoveredTable... tables) {
        return new Discovery("shop", known)
                .changes(List.of(tables)).stream()
                        .map(Change::resource)
                        .map(Objects::requireNonNull)
                        .toList();
    }

    private static SourceAnswer.DiscoveredTable table(String name, String... columns) {
        List<Field> fields =
                java.util.Arrays.stream(columns)
                        .map(c -> new Field(c, Type.Simple.BIGINT))
                        .toList();
        return new SourceAnswer.DiscoveredTable("public", name, fields, List.of(), Map.of(), 7);
    }
}
