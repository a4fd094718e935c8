package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.Conditions.Condition;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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

    @Test
    void conditionsGoWithTheirResource() {
        ResourceService resources =
                new ResourceService(
                        items, new InMemoryObjectStore("state"), Clock.fixed(NOON, ZoneOffset.UTC));
        PolicyStore policies = (_, _) -> "p";
        Resource source = ResourceDocuments.parse(Catalog.SOURCE).getFirst();
        Change there = new Change(source.kind(), source.name(), source, null);
        Change gone = new Change(source.kind(), source.name(), null, null);
        resources.apply(List.of(there), "i|a", policies);
        conditions.put(source.id(), DRIFT);
        conditions.put(source.id() + "x", DRIFT);

        resources.apply(List.of(gone), "i|a", policies);
        assertThat(conditions.of(source.id())).isEmpty();
        // What began before the deletion comes too late.
        conditions.put(source.id(), DRIFT);
        assertThat(conditions.of(source.id())).isEmpty();

        resources.apply(List.of(there), "i|a", policies);
        assertThat(conditions.of(source.id())).isEmpty();
        conditions.put(source.id(), DRIFT);
        assertThat(conditions.of(source.id())).containsExactly(DRIFT);
        assertThat(conditions.of(source.id() + "x")).containsExactly(DRIFT);
    }

    private static Condition at(Instant time) {
        return new Condition("DriftFound", true, "Drifted", "column x is gone", time);
    }
}
