package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads and changes what is declared. Thread-safe and stateless.
///
/// Current resources are items under `resource`, every change is an item under `event#<id>`, never
/// rewritten. An apply writes all of them and the pointer in one transaction: it happens whole or
/// not at all, and of two at the same time the later one starts again on what the earlier one left.
public final class ResourceService {
    private static final String RESOURCES = "resource";
    private static final int RESOURCES_MAX = 20_000;
    private static final int HISTORY_MAX = 1_000;
    private static final int ITEMS_PER_CHANGE = 2;
    private static final int ATTEMPTS = 5;

    private final ItemTable items;
    private final ObjectStore state;
    private final Clock clock;

    public ResourceService(ItemTable items, ObjectStore state, Clock clock) {
        this.items = items;
        this.state = state;
        this.clock = clock;
    }

    /// A resource and the id of the event that made it so.
    public record Current(Resource resource, String head) {}

    public Optional<Current> find(ResourceKind kind, String name) {
        return items.find(key(kind.path() + "/" + name))
                .map(ResourceService::stored)
                .flatMap(s -> s.current());
    }

    /// All of a kind, by name.
    public List<Current> list(ResourceKind kind) {
        return stored(kind.path() + "/").stream()
                .map(ResourceService::stored)
                .flatMap(s -> s.current().stream())
                .toList();
    }

    /// Changes of one resource, the latest first.
    public List<ResourceEvent> history(ResourceKind kind, String name) {
        return items
                .list(
                        "event#" + kind.path() + "/" + name,
                        "",
                        HISTORY_MAX,
                        ItemTable.Order.DESCENDING)
                .stream()
                .map(ResourceHistory::read)
                .toList();
    }

    /// Notes in the history of a resource that something differs from what it declares; nothing
    /// changes. Noting it again does nothing, nor does it for a resource that is gone.
    public void recordDrift(ResourceKind kind, String name, String author, List<String> findings) {
        find(kind, name)
                .map(current ->
                        ResourceHistory.drift(
                                kind.path() + "/" + name,
                                current.head(),
                                clock.instant(),
                                author,
                                findings))
                .ifPresent(w -> items.put(w.key(), w.expected(), w.document(), w.expires()));
    }

    /// What {@link #apply} would do; nothing is written but unnamed snapshots.
    public Applied plan(List<Change> changes, PolicyStore policies) {
        Draft draft = draft(changes);
        if (draft.hasChanges()) {
            policies.store(draft.governing(), draft.snapshot());
        }
        return new Applied(draft.outcomes(), draft.head().sequence());
    }

    /// Applies all changes or none; what is as asked already is left alone.
    ///
    /// @param author `issuer|subject`
    /// @throws TrawlException CONFLICT with the difference if a change names an old head; IN_USE if
    ///   something depends on what should be deleted; INVALID_RESOURCE; REQUEST_TOO_LARGE for more
    ///   changes than one transaction holds
    public Applied apply(List<Change> changes, String author, PolicyStore policies) {
        for (int attempt = 1; ; attempt++) {
            Draft draft = draft(changes);
            if (!draft.hasChanges()) {
                return new Applied(draft.outcomes(), draft.head().sequence());
            }
            if (commit(draft, author, policies)) {
                return new Applied(draft.outcomes(), draft.head().sequence() + 1);
            }
            if (attempt == ATTEMPTS) {
                throw new TrawlException(
                        ErrorCode.CONFLICT,
                        "others are applying changes at the same time; try again");
            }
        }
    }

    private boolean commit(Draft draft, String author, PolicyStore policies) {
        int writes = draft.effective().size() * ITEMS_PER_CHANGE + 1;
        if (writes > ItemTable.TRANSACTION_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "%d resources change, an apply is atomic for at most %d; apply them in parts"
                            .formatted(
                                    draft.effective().size(),
                                    (ItemTable.TRANSACTION_MAX - 1) / ITEMS_PER_CHANGE));
        }
        StoredSnapshots.store(draft.snapshot(), state);
        String policyHash = policies.store(draft.governing(), draft.snapshot());
        Instant now = clock.instant();
        long sequence = draft.head().sequence() + 1;
        CatalogHead head = new CatalogHead(0, sequence, now, draft.snapshot().hash(), policyHash);
        List<ItemTable.Write> transaction = new ArrayList<>();
        transaction.add(
                new ItemTable.Write(
                        CatalogHead.KEY, draft.head().version(), head.document(), null));
        int number = 0;
        for (Change change : draft.effective()) {
            String id = "%012d-%04d".formatted(sequence, number);
            number++;
            Stored before = draft.before(change.id());
            String document =
                    ResourceHistory.document(id, before.head(), now, author, change.resource());
            transaction.add(
                    new ItemTable.Write(key(change.id()), before.version(), document, null));
            transaction.add(
                    new ItemTable.Write(
                            ResourceHistory.key(change.id(), id),
                            ItemTable.ABSENT,
                            document,
                            null));
        }
        return items.putAll(transaction);
    }

    private Draft draft(List<Change> changes) {
        CatalogHead head = CatalogHead.load(items);
        Map<String, Stored> stored = new TreeMap<>();
        stored("").forEach(i -> stored.put(i.key().sort(), stored(i)));
        return Draft.of(head, stored, changes);
    }

    /// All items; half of them would be a catalog that lost the other half.
    private List<ItemTable.Item> stored(String prefix) {
        List<ItemTable.Item> found =
                items.list(RESOURCES, prefix, RESOURCES_MAX + 1, ItemTable.Order.ASCENDING);
        if (found.size() > RESOURCES_MAX) {
            throw new TrawlException(
                    ErrorCode.REQUEST_TOO_LARGE,
                    "a fleet has at most %d resources, deleted ones included"
                            .formatted(RESOURCES_MAX));
        }
        return found;
    }

    private static ItemTable.Key key(String id) {
        return new ItemTable.Key(RESOURCES, id);
    }

    private static Stored stored(ItemTable.Item item) {
        JsonNode node = ResourceDocuments.tree(item.document());
        return new Stored(
                item.version(), node.path("event").asText(), ResourceHistory.resource(node));
    }

    /// An item as it is stored; deleted resources stay as items without a resource.
    record Stored(long version, String head, @Nullable Resource resource) {
        static final Stored NOTHING = new Stored(ItemTable.ABSENT, "", null);

        Optional<Current> current() {
            return Optional.ofNullable(resource).map(r -> new Current(r, head));
        }
    }

    static final Comparator<Change> ORDER =
            Comparator.comparing(Change::kind).thenComparing(Change::name);
}
