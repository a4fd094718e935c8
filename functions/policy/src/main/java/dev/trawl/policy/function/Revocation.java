package dev.trawl.policy.function;

import dev.trawl.auth.PolicyEpoch;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.Optional;

/// Raises the policy epoch. Sources see the new floor within seconds and refuse older grants.
final class Revocation {
    private static final int ATTEMPTS_MAX = 5;

    private final ItemTable items;

    Revocation(ItemTable items) {
        this.items = items;
    }

    /// @throws TrawlException CONFLICT if others raise it all the time
    PolicyEpoch revokeAll() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Optional<ItemTable.Item> stored = items.find(PolicyEpoch.KEY);
            PolicyEpoch next =
                    stored.map(item -> PolicyEpoch.parse(item.document()))
                            .orElse(PolicyEpoch.FIRST)
                            .revokeAll();
            long expected = stored.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            if (items.put(PolicyEpoch.KEY, expected, next.toJson(), null).isPresent()) {
                return next;
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT, "the policy epoch is being raised by others; try again");
    }
}
