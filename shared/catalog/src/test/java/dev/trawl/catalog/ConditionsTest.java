package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.Conditions.Condition;
import dev.trawl.store.memory.InMemoryItemTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Condition DRIFT =
            new Condition("DriftFound", true, "Drifted", "column x is gone", NOON);

    private final InMemoryItemTable items = new InMemoryItemTable();
    private final Conditions conditions = new Conditions(items);

    @Test
    void theLatestOfEachTypeIsKept() {
        Condition later = at(NOON.plusSeconds(1));
        conditions.put("dataset/a", later);
        conditions.put("dataset/a", DRIFT);
        conditions.put("dataset/ab", at(NOON.plusSeconds(9)));

        assertThat(conditions.of("dataset/a")).containsExactly(later);
        assertThat(conditions.ofKind(ResourceKind.DATASET))
                .containsOnlyKeys("dataset/a", "dataset/ab");
        assertThat(conditions.ofKind(ResourceKind.EXPORT)).isEmpty();
    }

    @Test
    void whatSaysNothingNewIsNotWritten() {
        conditions.put("dataset/a", DRIFT);
        conditions.putNew(
                ResourceKind.DATASET,
                Map.of("dataset/a", at(NOON.plusSeconds(5)), "dataset/b", DRIFT));
        assertThat(conditions.of("dataset/a")).containsExactly(DRIFT);
        assertThat(conditions.of("dataset/b")).containsExactly(DRIFT);
    }

    @Test
    void theyAreToldAsTheStatusOfTheResource() {
        Resource resource = ResourceDocuments.parse(Catalog.SOURCE).getFirst();
        String text = ResourceDocuments.write(resource);
        assertThat(Conditions.told(text, List.of())).isEqualTo(text);
        assertThat(Conditions.told(text, List.of(DRIFT)))
                .endsWith(
                        ",\"status\":{\"conditions\":[{\"type\":\"DriftFound\",\"status\":\"True\",\"reason\":\"Drifted\",\"message\":\"column x is gone\",\"time\":\"2026-01-01T12:00:00Z\"}]}}");
        assertThat(ResourceDocuments.parse(Conditions.told(text, List.of(DRIFT))))
                .containsExactly(resource);
    }

    private static Condition at(Instant time) {
        return new Condition("DriftFound", true, "Drifted", "column x is gone", time);
    }
}
