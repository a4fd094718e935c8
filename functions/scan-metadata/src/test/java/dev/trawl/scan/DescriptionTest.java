package dev.trawl.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceDocuments;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DescriptionTest {
    @Test
    void hiddenColumnsAndTheMappingAreLeftOut() {
        Resource dataset =
                ResourceDocuments.parse(
                                """
                                kind: Dataset
                                name: people
                                spec:
                                  source: crm
                                  mapping: { schema: secret_schema }
                                  columns:
                                    - { name: id, type: bigint, statistics: { rows: 4711, nulls: 0, distinct: 4711, width: 8 } }
                                    - { name: diagnosis, type: varchar }
                                """)
                        .getFirst();

        String text = ResourceDocuments.write(Description.of(dataset, Set.of("id")));

        assertThat(text).contains("\"id\"").doesNotContain("diagnosis", "secret_schema", "4711");
    }
}
