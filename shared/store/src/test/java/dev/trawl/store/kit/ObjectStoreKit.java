package dev.trawl.store.kit;

import static dev.trawl.store.kit.Codes.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What every bucket does. Each test works under a prefix of its own.
public abstract class ObjectStoreKit {
    private static final String TYPE = "application/octet-stream";
    private static final int ROUNDS = 10;
    private static final int CONTENDERS = 6;

    private final ObjectStore store;

    /// Takes the same for all tests, or a new one for each.
    protected ObjectStoreKit(ObjectStore store) {
        this.store = store;
    }

    @Test
    void whatWasPutIsLoaded() {
        ObjectStore.ObjectInfo info = store.put("put/a b+ü.json", bytes("one"), TYPE);
        assertThat(info.size()).isEqualTo(3);
        assertThat(info.etag()).isNotEmpty().doesNotContain("\"");
        assertThat(store.load("put/a b+ü.json")).isEqualTo(bytes("one"));
        store.put("put/a b+ü.json", bytes("two!"), TYPE);
        assertThat(store.find("put/a b+ü.json")).contains(bytes("two!"));
        assertThat(store.list("put/", 1))
                .singleElement()
                .satisfies(o -> assertThat(o.key()).isEqualTo("put/a b+ü.json"))
                .satisfies(o -> assertThat(o.size()).isEqualTo(4));
    }

    @Test
    void aFileIsPutAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[100_000]);
        ObjectStore.ObjectInfo info = store.put("file/f", file, TYPE);
        assertThat(info.size()).isEqualTo(100_000);
        assertThat(store.load("file/f")).hasSize(100_000);
        assertThat(store.list("file/", 1)).containsExactly(info);
    }

    @Test
    void contentComesAndGoesAsAStream() {
        byte[] content = new byte[3_000_000];
        new Random(7).nextBytes(content);
        ObjectStore.ObjectInfo info =
                store.put(
                        "stream/s",
                        new ObjectStore.Content(
                                content.length, () -> new ByteArrayInputStream(content)),
                        TYPE);
        assertThat(store.list("stream/", 1)).containsExactly(info);
        List<byte[]> taken = new ArrayList<>();
        store.read("stream/s", in -> taken.add(in.readAllBytes()));
        assertThat(taken.getLast()).isEqualTo(content);
        assertCode(
                ErrorCode.NOT_FOUND,
                () -> store.read("stream/none", in -> taken.add(in.readAllBytes())));
    }

    @Test
    void whatTheTakerOfAnObjectThrowsIsThrown() {
        store.put("thrown/t", bytes("one"), TYPE);
        assertCode(
                ErrorCode.MEMORY_LIMIT_EXCEEDED,
                () ->
                        store.read(
                                "thrown/t",
                                _ -> {
                                    throw new TrawlException(
                                            ErrorCode.MEMORY_LIMIT_EXCEEDED, "too much");
                                }));
    }

    @Test
    void anObjectIsReadAgainWhenItsStreamBroke() {
        store.put("broken/b", bytes("one"), TYPE);
        List<String> taken = new ArrayList<>();
        try {
            store.read(
                    "broken/b",
                    in -> {
                        taken.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                        if (taken.size() == 1) {
                            throw new IOException("broken");
                        }
                    });
            assertThat(taken).containsExactly("one", "one");
        } catch (TrawlException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
        }
    }

    @Test
    void creatingNeverReplaces() {
        assertThat(store.create("create/k", bytes("mine"), TYPE)).isTrue();
        assertThat(store.create("create/k", bytes("yours"), TYPE)).isFalse();
        assertThat(store.load("create/k")).isEqualTo(bytes("mine"));
    }

    @Test
    void ofManyCreatorsOneWins() throws InterruptedException, ExecutionException {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "race/" + round;
            long winners = Race.winners(CONTENDERS, i -> store.create(key, bytes("by " + i), TYPE));
            assertThat(winners).isEqualTo(1);
        }
    }

    @Test
    void whatIsMissingIsAbsentOrNotFound() {
        assertThat(store.find("missing/x")).isEmpty();
        assertThat(store.list("missing/", 1)).isEmpty();
        assertCode(ErrorCode.NOT_FOUND, () -> store.load("missing/x"));
        assertCode(ErrorCode.SOURCE_CHANGED, () -> store.loadRange("missing/x", "etag", 0, 1));
        assertCode(ErrorCode.SOURCE_CHANGED, () -> store.loadTail("missing/x", 8));
    }

    @Test
    void aRangeIsOfTheVersionThatWasListed() {
        store.put("range/k", bytes("0123456789"), TYPE);
        String etag = store.list("range/", 1).getFirst().etag();
        assertThat(store.loadRange("range/k", etag, 2, 3)).isEqualTo(bytes("234"));
        assertThat(store.loadRange("range/k", etag, 8, 99)).isEqualTo(bytes("89"));
        assertThat(store.loadRange("range/k", etag, 4, 0)).isEmpty();
        assertCode(ErrorCode.SOURCE_CHANGED, () -> store.loadRange("range/k", etag, 10, 1));
        store.put("range/k", bytes("9876543210"), TYPE);
        assertCode(ErrorCode.SOURCE_CHANGED, () -> store.loadRange("range/k", etag, 2, 3));
        store.delete("range/k");
        assertCode(ErrorCode.SOURCE_CHANGED, () -> store.loadRange("range/k", etag, 2, 3));
    }

    @Test
    void aTailTellsTheObjectsSizeAndTag() {
        store.put("tail/k", bytes("0123456789"), TYPE);
        ObjectStore.ObjectInfo listed = store.list("tail/k", 1).getFirst();
        ObjectStore.Tail tail = store.loadTail("tail/k", 4);
        assertThat(tail.bytes()).isEqualTo(bytes("6789"));
        assertThat(tail.object()).isEqualTo(listed);
        assertThat(store.loadTail("tail/k", 999).bytes()).isEqualTo(bytes("0123456789"));
        assertThat(store.loadTail("tail/k", 999).object()).isEqualTo(listed);
        store.put("tail/empty", new byte[0], TYPE);
        ObjectStore.Tail empty = store.loadTail("tail/empty", 4);
        assertThat(empty.bytes()).isEmpty();
        assertThat(empty.object()).isEqualTo(store.list("tail/empty", 1).getFirst());
    }

    @Test
    void listsAreInOrderOfKeysAndLimited() {
        for (String key : new String[] {"list/b", "list/a/2", "list/a/1", "list2/x"}) {
            store.put(key, bytes(key), TYPE);
        }
        assertThat(store.list("list/", 3))
                .extracting(ObjectStore.ObjectInfo::key)
                .containsExactly("list/a/1", "list/a/2", "list/b");
        assertCode(ErrorCode.SPLITS_LIMIT_EXCEEDED, () -> store.list("list/", 2));
    }

    @Test
    void whatIsDeletedIsGoneAndMayBeDeletedAgain() {
        store.put("delete/k", bytes("x"), TYPE);
        store.delete("delete/k");
        store.delete("delete/k");
        assertThat(store.find("delete/k")).isEmpty();
        assertThat(store.create("delete/k", bytes("y"), TYPE)).isTrue();
    }

    @Test
    void aSignedAddressNamesTheObject() {
        store.put("signed/k", bytes("x"), TYPE);
        assertThat(store.presign("signed/k", Duration.ofMinutes(5)).getPath()).endsWith("signed/k");
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
