package dev.trawl.store.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.memory.InMemoryFunctions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class UnconnectedStoresTest {
    private final UnconnectedStores stores =
            new UnconnectedStores(
                    new InMemoryFunctions().with("policy", request -> "yes, " + request));

    @Test
    void writesSucceedAndNothingIsFound() {
        ObjectStore objects = stores.objects();
        ItemTable items = stores.items();
        ItemTable.Key key = new ItemTable.Key("p", "s");

        assertThat(objects.create("a/b", new byte[] {1, 2}, "text/plain")).isTrue();
        assertThat(objects.find("a/b")).isEmpty();
        assertThat(items.put(key, ItemTable.ABSENT, "{}", Instant.EPOCH)).isPresent();
        assertThat(items.find(key)).isEmpty();
    }

    @Test
    void functionsAreAnsweredByTheCaller() {
        assertThat(stores.functions().call("policy", "{}", Duration.ofSeconds(5)))
                .isEqualTo("yes, {}");
    }
}
