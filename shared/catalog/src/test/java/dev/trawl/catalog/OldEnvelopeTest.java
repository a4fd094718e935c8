package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class OldEnvelopeTest {
    @Test
    void policiesOfTheOlderFormAreResources() {
        List<Resource> resources =
                ResourceDocuments.parse(
                        """
                        name: sales-access
                        type: policy
                        policy:
                          type: data
                          rules:
                            - resource: "urn:dataos:depot:sales"
                              actions: [read]
                              subjects:
                                - "users:dataos:analyst"
                              conditions:
                                - "department == 'sales'"
                        """);

        assertThat(resources)
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.kind()).isEqualTo(ResourceKind.POLICY);
                    assertThat(r.name()).isEqualTo("sales_access");
                    assertThat(r.spec().at("/rules/0/resource").asText())
                            .isEqualTo("urn:dataos:depot:sales");
                });
    }
}
