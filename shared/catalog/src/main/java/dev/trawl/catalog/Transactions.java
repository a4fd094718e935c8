package dev.trawl.catalog;

import dev.trawl.store.ItemTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Cuts what changes into what transactions hold.
final class Transactions {
    /// Beside the text of a resource: its event's facts, twice.
    private static final int FACTS_BYTES = 1_000;

    private Transactions() {}

    /// Changes in their order.
    static List<List<Change>> of(List<Change> changes) {
        return cut(changes);
    }

    /// The same with policies, and what they need, before the data that they are about.
    static List<List<Change>> policiesFirst(List<Change> changes) {
        List<Change> ordered = new ArrayList<>();
        changes.stream().filter(Transactions::governs).forEach(ordered::add);
        changes.stream().filter(c -> !governs(c)).forEach(ordered::add);
        return cut(ordered);
    }

    private static boolean governs(Change change) {
        return change.resource() != null
                && (change.kind() == ResourceKind.PURPOSE
                        || change.kind() == ResourceKind.PRINCIPAL
                        || change.kind() == ResourceKind.POLICY);
    }

    private static List<List<Change>> cut(List<Change> changes) {
        List<List<Change>> transactions = new ArrayList<>();
        List<Change> open = new ArrayList<>();
        long bytes = 0;
        for (Change change : changes) {
            long more = bytes(change);
            if (!open.isEmpty()
                    && (open.size() == ResourceService.CHANGES_MAX
                            || bytes + more > ItemTable.TRANSACTION_BYTES_MAX)) {
                transactions.add(List.copyOf(open));
                open.clear();
                bytes = 0;
            }
            open.add(change);
            bytes += more;
        }
        if (!open.isEmpty()) {
            transactions.add(List.copyOf(open));
        }
        return transactions;
    }

    private static long bytes(Change change) {
        Resource resource = change.resource();
        int text =
                resource == null
                        ? 0
                        : ResourceDocuments.write(resource).getBytes(StandardCharsets.UTF_8).length;
        return 2L * (text + FACTS_BYTES);
    }
}
