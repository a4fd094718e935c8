package dev.trawl.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.store.ItemTable;
import dev.trawl.store.kit.Codes;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final ItemTable.Key KEY = new ItemTable.Key("p", "k");

    private final Faults faults = new Faults();
    private final ItemTable items = new FailingItemTable(new InMemoryItemTable(), faults);

    @Test
    void oneCallFailsAndTheOthersDoNot() {
        faults.fail(2, Faults.When.BEFORE);
        assertThat(items.find(KEY)).isEmpty();
        assertThat(faults.wasReached()).isFalse();
        Codes.assertCode(ErrorCode.STORE_UNAVAILABLE, () -> items.put(KEY, 0, "1", null));
        assertThat(faults.wasReached()).isTrue();
        assertThat(items.find(KEY)).isEmpty();
    }

    @Test
    void everyCallFromOneOnFails() {
        faults.failFrom(2, Faults.When.BEFORE);
        assertThat(items.find(KEY)).isEmpty();
        Codes.assertCode(ErrorCode.STORE_UNAVAILABLE, () -> items.find(KEY));
        Codes.assertCode(ErrorCode.STORE_UNAVAILABLE, () -> items.find(KEY));
        faults.fail(0, Faults.When.BEFORE);
        assertThat(items.find(KEY)).isEmpty();
    }

    @Test
    void aCallThatFailsAfterItsWorkHasDoneIt() {
        faults.fail(1, Faults.When.AFTER);
        Codes.assertCode(ErrorCode.STORE_UNAVAILABLE, () -> items.put(KEY, 0, "1", null));
        assertThat(items.find(KEY)).isPresent();
        assertThat(faults.calls()).isEqualTo(2);
    }

    @Test
    void portsShareACountAndACode() {
        Faults shared = new Faults(ErrorCode.THROTTLED);
        shared.fail(2, Faults.When.BEFORE);
        FailingSecrets secrets =
                new FailingSecrets(new InMemorySecrets(Map.of("id", "value")), shared);
        FailingFunctions functions =
                new FailingFunctions(new InMemoryFunctions().with("f", r -> r), shared);
        assertThat(secrets.load("id")).isEqualTo("value");
        Codes.assertCode(
                ErrorCode.THROTTLED, () -> functions.call("f", "x", Duration.ofSeconds(1)));
        assertThat(functions.call("f", "x", Duration.ofSeconds(1))).isEqualTo("x");
    }
}
