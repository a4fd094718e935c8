package dev.trawl.store.kit;

import static dev.trawl.store.kit.Codes.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every item table does. Each test works in partitions of its own.
public abstract class ItemTableKit {
    private static final int ROUNDS = 10;
    private static final int CONTENDERS = 6;

    private final ItemTable table;

    /// Takes the same for all tests, or a new one for each.
    protected ItemTableKit(ItemTable table) {
        this.table = table;
    }

    @Test
    void anItemIsCreatedOnce() {
        ItemTable.Key key = new ItemTable.Key("create", "k");
        assertThat(table.find(key)).isEmpty();
        assertThat(table.put(key, ItemTable.ABSENT, "{\"a\":\"ü\"}", null))
                .contains(new ItemTable.Item(key, 1, "{\"a\":\"ü\"}"));
        assertThat(table.put(key, ItemTable.ABSENT, "{}", null)).isEmpty();
        assertThat(table.find(key)).contains(new ItemTable.Item(key, 1, "{\"a\":\"ü\"}"));
    }

    /// Two who claim with the same words are still two.
    @Test
    void theSameDocumentDoesNotMakeALoserAWinner() {
        ItemTable.Key key = new ItemTable.Key("same", "k");
        assertThat(table.put(key, ItemTable.ABSENT, "{}", null)).isPresent();
        assertThat(table.put(key, ItemTable.ABSENT, "{}", null)).isEmpty();
        assertThat(table.putAll(List.of(new ItemTable.Write(key, ItemTable.ABSENT, "{}", null))))
                .isFalse();
    }

    @Test
    void onlyTheExpectedVersionIsReplaced() {
        ItemTable.Key key = new ItemTable.Key("replace", "k");
        table.put(key, ItemTable.ABSENT, "1", null);
        assertThat(table.put(key, 2, "x", null)).isEmpty();
        assertThat(table.put(key, 1, "2", Instant.EPOCH.plusSeconds(1_000_000_000_000L)))
                .contains(new ItemTable.Item(key, 2, "2"));
        assertThat(table.put(key, 1, "x", null)).isEmpty();
        assertThat(table.find(key)).contains(new ItemTable.Item(key, 2, "2"));
    }

    @Test
    void onlyTheExpectedVersionIsDeleted() {
        ItemTable.Key key = new ItemTable.Key("delete", "k");
        table.put(key, ItemTable.ABSENT, "1", null);
        assertThat(table.delete(key, 2)).isFalse();
        assertThat(table.delete(key, 1)).isTrue();
        assertThat(table.delete(key, 1)).isFalse();
        assertThat(table.find(key)).isEmpty();
        assertThat(table.put(key, ItemTable.ABSENT, "1", null)).isPresent();
    }

    @Test
    void listsAreOfOnePartitionInOrderAndLimited() {
        for (String sort : List.of("b/2", "a/1", "b/1", "c", "a/2")) {
            table.put(new ItemTable.Key("list", sort), ItemTable.ABSENT, "1", null);
            table.put(new ItemTable.Key("list2", sort), ItemTable.ABSENT, "1", null);
        }
        assertThat(sorts("list", "", 9, ItemTable.Order.ASCENDING))
                .containsExactly("a/1", "a/2", "b/1", "b/2", "c");
        assertThat(sorts("list", "", 2, ItemTable.Order.DESCENDING)).containsExactly("c", "b/2");
        assertThat(sorts("list", "b/", 9, ItemTable.Order.DESCENDING))
                .containsExactly("b/2", "b/1");
        assertThat(sorts("list", "b/", 1, ItemTable.Order.ASCENDING)).containsExactly("b/1");
        assertThat(sorts("list", "x", 9, ItemTable.Order.ASCENDING)).isEmpty();
    }

    /// More than the megabyte that DynamoDB gives in one answer.
    @Test
    void longListsComeWhole() {
        String large = "x".repeat(ItemTable.DOCUMENT_BYTES_MAX);
        for (int i = 0; i < 5; i++) {
            table.put(new ItemTable.Key("large", "k" + i), ItemTable.ABSENT, large, null);
        }
        assertThat(sorts("large", "", 9, ItemTable.Order.ASCENDING))
                .containsExactly("k0", "k1", "k2", "k3", "k4");
    }

    @Test
    void aTransactionWritesAllOrNothing() {
        ItemTable.Key one = new ItemTable.Key("all", "1");
        ItemTable.Key two = new ItemTable.Key("all", "2");
        assertThat(table.putAll(List.of())).isTrue();
        assertThat(
                        table.putAll(
                                List.of(
                                        new ItemTable.Write(one, 0, "1", null),
                                        new ItemTable.Write(two, 7, "1", null))))
                .isFalse();
        assertThat(sorts("all", "", 9, ItemTable.Order.ASCENDING)).isEmpty();
        assertThat(
                        table.putAll(
                                List.of(
                                        new ItemTable.Write(one, 0, "1", null),
                                        new ItemTable.Write(two, 0, "1", null))))
                .isTrue();
        assertThat(
                        table.putAll(
                                List.of(
                                        new ItemTable.Write(one, 1, "2", null),
                                        new ItemTable.Write(two, 0, "2", null))))
                .isFalse();
        assertThat(table.find(one)).contains(new ItemTable.Item(one, 1, "1"));
    }

    @Test
    void aTransactionHoldsAHundredDifferentItems() {
        List<ItemTable.Write> writes = writes(ItemTable.TRANSACTION_MAX, "1");
        assertThat(table.putAll(writes)).isTrue();
        assertThat(sorts("many", "", 999, ItemTable.Order.ASCENDING))
                .hasSize(ItemTable.TRANSACTION_MAX);
        assertThatThrownBy(() -> table.putAll(writes(ItemTable.TRANSACTION_MAX + 1, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a transaction has at most 100 writes, not 101");
        ItemTable.Write write =
                new ItemTable.Write(new ItemTable.Key("many", "twice"), 0, "1", null);
        assertThatThrownBy(() -> table.putAll(List.of(write, write)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        String large = "x".repeat(ItemTable.DOCUMENT_BYTES_MAX);
        ItemTable.Key key = new ItemTable.Key("size", "k");
        assertCode(ErrorCode.REQUEST_TOO_LARGE, () -> table.put(key, 0, large + "x", null));
        assertThat(table.put(key, 0, large, null)).isPresent();
        assertCode(ErrorCode.REQUEST_TOO_LARGE, () -> table.putAll(writes(11, large)));
        assertThat(sorts("size", "", 99, ItemTable.Order.ASCENDING)).hasSize(1);
    }

    @Test
    void ofManyWritersOneWins() throws InterruptedException, ExecutionException {
        for (int round = 0; round < ROUNDS; round++) {
            ItemTable.Key key = new ItemTable.Key("race", "k");
            ItemTable.Key other = new ItemTable.Key("race", "o");
            long version = round;
            long winners =
                    Race.winners(
                            CONTENDERS,
                            i -> {
                                ItemTable.Write one =
                                        new ItemTable.Write(key, version, "by " + i, null);
                                ItemTable.Write two =
                                        new ItemTable.Write(other, version, "by " + i, null);
                                return table.putAll(List.of(one, two));
                            });
            assertThat(winners).isLessThanOrEqualTo(1);
            long versionNow = table.find(key).map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            assertThat(versionNow).isEqualTo(version + winners);
            if (winners == 0) {
                table.put(key, version, "referee", null);
                table.put(other, version, "referee", null);
            }
        }
    }

    @Test
    void ofManyCreatorsOneWins() throws InterruptedException, ExecutionException {
        for (int round = 0; round < ROUNDS; round++) {
            ItemTable.Key key = new ItemTable.Key("claim", "k" + round);
            assertThat(Race.winners(CONTENDERS, _ -> table.put(key, 0, "{}", null).isPresent()))
                    .isEqualTo(1);
        }
    }

    private static List<ItemTable.Write> writes(int count, String document) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new ItemTable.Write(new ItemTable.Key("many", "k" + i), 0, document, null))
                .toList();
    }

    private List<String> sorts(String partition, String prefix, int limit, ItemTable.Order order) {
        return table.list(partition, prefix, limit, order).stream()
                .map(i -> i.key().sort())
                .toList();
    }
}
