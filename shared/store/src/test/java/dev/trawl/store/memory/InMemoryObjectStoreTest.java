package dev.trawl.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest {
    private final ObjectStore store = new InMemoryObjectStore("b");

    @Test
    void creatingNeverReplaces() {
        assertThat(store.create("k", new byte[] {1}, "x")).isTrue();
        assertThat(store.create("k", new byte[] {2}, "x")).isFalse();
        assertThat(store.load("k")).containsExactly(1);
    }

    @Test
    void aRangeOfAnotherVersionIsRefused() {
        String etag = store.put("k", new byte[] {1, 2, 3}, "x").etag();
        assertThat(store.loadRange("k", etag, 1, 9)).containsExactly(2, 3);
        store.put("k", new byte[] {4}, "x");
        refused(ErrorCode.SOURCE_CHANGED, () -> store.loadRange("k", etag, 0, 1));
    }

    @Test
    void whatIsMissingOrTooMuchIsRefused() {
        refused(ErrorCode.NOT_FOUND, () -> store.load("k"));
        store.put("a/1", new byte[0], "x");
        store.put("a/2", new byte[0], "x");
        assertThat(store.list("a/", 2)).hasSize(2);
        refused(ErrorCode.SPLITS_LIMIT_EXCEEDED, () -> store.list("a/", 1));
    }

    private static void refused(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run).extracting(e -> ((TrawlException) e).code()).isEqualTo(code);
    }
}
