package dev.trawl.catalog;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Reads and changes what is declared. Thread-safe; what it keeps in memory is checked against the
/// pointer each time.
///
/// Current resources are items under `resource`, every change is an item under `event#<id>`, never
/// rewritten. An apply writes all of them and the pointer in one transaction: it happens whole or
/// not at all, and of two at the same time the later one starts again on what the earlier one left.
/// Only an apply of more than one transaction holds happens in parts, and says so.
public final class ResourceService {
    private static final int HISTORY_MAX = 1_000;
    private static final int ITEMS_PER_CHANGE = 2;
    private static final int ITEMS_BESIDE = 2;
    private static final int ATTEMPTS = 5;
    private static final Duration TIME_MAX = Duration.ofSeconds(20);

    /// Changes that one transaction holds, with its pointer and its entry in the log.
    static final int CHANGES_MAX = (ItemTable.TRANSACTION_MAX - ITEMS_BESIDE) / ITEMS_PER_CHANGE;

    private final ItemTable items;
    private final Clock clock;
    private final ResourceMirror mirror;
    private final CatalogAssembly assembly = new CatalogAssembly();
    private final SnapshotObjects objects;

    public ResourceService(ItemTable items, ObjectStore state, Clock clock) {
        this.items = items;
        this.clock = clock;
        this.mirror = new ResourceMirror(items);
        this.objects = new SnapshotObjects(state);
    }

    /// A resource and the id of the event that made it so.
    public record Current(Resource resource, String head) {}

    public Optional<Current> find(ResourceKind kind, String name) {
        return items.find(key(kind.path() + "/" + name))
                .map(StoredResource::of)
                .flatMap(StoredResource::current);
    }

    /// All of a kind, by name.
    public List<Current> list(ResourceKind kind) {
        String prefix = kind.path() + "/";
        return mirror.load().resources().tailMap(prefix).entrySet().stream()
                .takeWhile(e -> e.getKey().startsWith(prefix))
                .flatMap(e -> e.getValue().current().stream())
                .toList();
    }

    /// What depends on what, of everything that is declared.
    public Dependencies dependencies() {
        return Dependencies.among(
                mirror.load().resources().values().stream()
                        .flatMap(s -> s.current().stream())
                        .map(Current::resource)
                        .toList());
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

    /// What was applied to the catalog as a whole, the latest first.
    public List<Revision> revisions(int limit) {
        return ChangeLog.latest(items, limit);
    }

    /// How what is declared stands.
    public Conditions conditions() {
        return new Conditions(items);
    }

    /// Earlier states of what is declared.
    public ResourceVersions versions() {
        return new ResourceVersions(this);
    }

    /// How often something was applied.
    long sequence() {
        return mirror.load().head().sequence();
    }

    /// Ids of all that there is or was of some kinds.
    Set<String> ids(Set<ResourceKind> kinds) {
        Set<String> paths = kinds.stream().map(ResourceKind::path).collect(Collectors.toSet());
        return mirror.load().resources().keySet().stream()
                .filter(id -> paths.contains(id.substring(0, id.indexOf('/'))))
                .collect(Collectors.toCollection(TreeSet::new));
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
        return plan(changes, policies, UnaryOperator.identity());
    }

    /// @param known leaves of the ids of resources those that may be named to who asks
    public Applied plan(
            List<Change> changes, PolicyStore policies, UnaryOperator<List<String>> known) {
        Draft draft = draft(changes, known);
        if (draft.hasChanges()) {
            policies.store(draft.governing(), draft.snapshot());
        }
        return new Applied(
                draft.outcomes(),
                draft.head().sequence(),
                Transactions.of(draft.effective()).size(),
                0);
    }

    /// Applies all changes, with all ids named in refusals.
    public Applied apply(List<Change> changes, String author, PolicyStore policies) {
        return apply(changes, author, policies, UnaryOperator.identity());
    }

    /// Applies all changes or none; what is as asked already is left alone. More than one
    /// transaction holds are checked as a whole and applied in several, in the order of their
    /// dependencies: that is not atomic, the answer says so, and when it is interrupted the same
    /// apply goes on.
    ///
    /// @param author `issuer|subject`
    /// @param known leaves of the ids of resources those that may be named to the author
    /// @throws TrawlException CONFLICT with the difference if a change names an old head; IN_USE if
    ///   something depends on what should be deleted; INVALID_RESOURCE
    public Applied apply(
            List<Change> changes,
            String author,
            PolicyStore policies,
            UnaryOperator<List<String>> known) {
        Draft whole = draft(changes, known);
        List<List<Change>> transactions = Transactions.of(whole.effective());
        if (transactions.size() <= 1) {
            return whole(whole, changes, author, policies, known);
        }
        policies.store(whole.governing(), whole.snapshot());
        return new Parts(whole, author, policies, known)
                .apply(
                        mayGovernNow(whole, policies)
                                ? Transactions.policiesFirst(whole.effective())
                                : transactions);
    }

    /// Whether the policies that are to be can be in force over the catalog that is.
    private boolean mayGovernNow(Draft draft, PolicyStore policies) {
        try {
            policies.store(
                    draft.governing(),
                    assembly.build(draft.state().resources(), Map.of()).snapshot());
            return true;
        } catch (TrawlException e) {
            if (e.code() == ErrorCode.INVALID_RESOURCE) {
                return false;
            }
            throw e;
        }
    }

    private Applied whole(
            Draft first,
            List<Change> changes,
            String author,
            PolicyStore policies,
            UnaryOperator<List<String>> known) {
        Draft draft = first;
        for (int attempt = 1; ; attempt++) {
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
            draft = draft(changes, known);
        }
    }

    /// An apply in several transactions.
    private final class Parts {
        private final Draft whole;
        private final String author;
        private final PolicyStore policies;
        private final UnaryOperator<List<String>> known;
        private final Set<String> done = new HashSet<>();
        private final Instant until = clock.instant().plus(TIME_MAX);

        Parts(Draft whole, String author, PolicyStore policies, UnaryOperator<List<String>> known) {
            this.whole = whole;
            this.author = author;
            this.policies = policies;
            this.known = known;
        }

        Applied apply(List<List<Change>> transactions) {
            long sequence = whole.head().sequence();
            int written = 0;
            for (List<Change> some : transactions) {
                if (written > 0 && !clock.instant().isBefore(until)) {
                    break;
                }
                sequence = committed(some);
                written++;
                some.forEach(c -> done.add(c.id()));
            }
            List<Applied.Outcome> outcomes =
                    whole.outcomes().stream()
                            .filter(o ->
                                    o.kind() == Applied.Kind.UNCHANGED || done.contains(o.id()))
                            .toList();
            return new Applied(outcomes, sequence, written, whole.effective().size() - done.size());
        }

        private long committed(List<Change> some) {
            try {
                return whole(draft(some, known), some, author, policies, known).sequence();
            } catch (TrawlException e) {
                if (done.isEmpty()) {
                    throw e;
                }
                throw new TrawlException(
                        e.code(),
                        "%s (%d of %d changes are applied, since they do not fit one transaction; mend this and apply the same again)"
                                .formatted(e.text(), done.size(), whole.effective().size()),
                        e.position().orElse(null),
                        e);
            }
        }
    }

    private boolean commit(Draft draft, String author, PolicyStore policies) {
        objects.store(draft.encoded(), draft.head().catalogHash());
        String policyHash = policies.store(draft.governing(), draft.snapshot());
        Instant now = clock.instant();
        long sequence = draft.head().sequence() + 1;
        CatalogHead head = new CatalogHead(0, sequence, now, draft.snapshot().hash(), policyHash);
        List<ItemTable.Write> transaction = new ArrayList<>();
        transaction.add(
                new ItemTable.Write(
                        CatalogHead.KEY, draft.head().version(), head.document(), null));
        transaction.add(ChangeLog.entry(sequence, now, author, draft.effective()));
        int number = 0;
        for (Change change : draft.effective()) {
            String id = "%012d-%04d".formatted(sequence, number);
            number++;
            StoredResource before = draft.before(change.id());
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
        boolean isCommitted = items.putAll(transaction);
        if (isCommitted) {
            forget(draft);
        }
        return isCommitted;
    }

    /// Conditions of what was deleted go with it, and of what comes back: should the first fail,
    /// the second does it. The change is made whatever comes of it.
    private void forget(Draft draft) {
        List<String> ids =
                draft.effective().stream()
                        .filter(c -> c.resource() == null || isBack(draft.before(c.id())))
                        .map(Change::id)
                        .toList();
        try {
            conditions().forget(ids);
        } catch (TrawlException _) {
            // They stay until the resource comes back.
        }
    }

    private static boolean isBack(StoredResource before) {
        return !before.head().isEmpty() && before.resource() == null;
    }

    private Draft draft(List<Change> changes, UnaryOperator<List<String>> known) {
        return Draft.of(mirror.load(), changes, assembly, known);
    }

    private static ItemTable.Key key(String id) {
        return new ItemTable.Key(ResourceMirror.RESOURCES, id);
    }
}
