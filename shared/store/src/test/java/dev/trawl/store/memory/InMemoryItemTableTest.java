package dev.trawl.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.store.ItemTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryItemTableTest {
    private static final ItemTable.Key A = new ItemTable.Key("p", "a");
    private static final ItemTable.Key B = new ItemTable.Key("p", "b");

    private final ItemTable table = new InMemoryItemTable();

    @Test
    void onlyTheExpectedVersionIsReplacedOrDeleted() {
        assertThat(table.put(A, ItemTable.ABSENT, "1", null))
                .contains(new ItemTable.Item(A, 1, "1"));
        assertThat(table.put(A, ItemTable.ABSENT, "2", null)).isEmpty();
        assertThat(table.put(A, 1, "2", null)).contains(new ItemTable.Item(A, 2, "2"));
        assertThat(table.delete(A, 1)).isFalse();
        assertThat(table.delete(A, 2)).isTrue();
        assertThat(table.find(A)).isEmpty();
    }

    @Test
    void aTransactionWithOneWrongVersionWritesNothing() {
        List<ItemTable.Write> writes =
                List.of(new ItemTable.Write(A, 0, "1", null), new ItemTable.Write(B, 7, "1", null));
        assertThat(table.putAll(writes)).isFalse();
        assertThat(table.find(A)).isEmpty();
    }

    @Test
    void listsAreOfOnePartitionInOrderAndLimited() {
        ItemTable.Key other = new ItemTable.Key("q", "a");
        List.of(B, A, other).forEach(k -> table.put(k, ItemTable.ABSENT, "1", null));
        assertThat(table.list("p", "", 9, ItemTable.Order.ASCENDING))
                .extracting(ItemTable.Item::key)
                .containsExactly(A, B);
        assertThat(table.list("p", "", 1, ItemTable.Order.DESCENDING))
                .extracting(ItemTable.Item::key)
                .containsExactly(B);
    }
}
