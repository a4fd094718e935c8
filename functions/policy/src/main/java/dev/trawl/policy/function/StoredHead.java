package dev.trawl.policy.function;

import dev.trawl.auth.PolicyEpoch;
import dev.trawl.catalog.CatalogHead;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.util.Optional;

/// Reads what is in force from the state table: the catalog's pointer and the policy epoch. Notes
/// which catalog was there before, so that every environment knows it.
final class StoredHead implements Head.Reader {
    static final ItemTable.Key SEEN = new ItemTable.Key("policy", "catalogs");

    private final ItemTable items;
    private final Snapshots snapshots;

    StoredHead(ItemTable items, Snapshots snapshots) {
        this.items = items;
        this.snapshots = snapshots;
    }

    /// The epoch is read before the policies: they may be newer than it, never older. Otherwise a
    /// change and a revocation in between would give grants of the old policies the new epoch.
    @Override
    public Head load() {
        PolicyEpoch epoch = PolicyEpoch.load(items);
        Beside<Optional<ItemTable.Item>> seen = Beside.start(() -> items.find(SEEN));
        CatalogHead pointer = CatalogHead.load(items);
        // Before the first apply there is a snapshot of nothing, which has a hash like any other.
        String catalog =
                pointer.catalogHash().isEmpty() ? snapshots.load("").hash() : pointer.catalogHash();
        return new Head(catalog, previous(catalog, seen.outcome()), pointer.policyHash(), epoch);
    }

    private String previous(String catalog, Optional<ItemTable.Item> item) {
        Seen seen = item.map(i -> Seen.parse(i.document())).orElse(new Seen("", ""));
        if (seen.current().equals(catalog)) {
            return seen.previous();
        }
        // Whoever loses this race reads what the winner noted next time.
        items.put(
                SEEN,
                item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT),
                new Seen(catalog, seen.current()).toJson(),
                null);
        return seen.current();
    }

    private record Seen(String current, String previous) {
        String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("current").string(current).field("previous").string(previous)));
        }

        static Seen parse(String json) {
            try {
                return JsonReader.read(
                        json,
                        JsonLimits.DEFAULT,
                        in -> {
                            in.beginObject();
                            Seen seen =
                                    new Seen(
                                            in.field("current").string(),
                                            in.field("previous").string());
                            in.endObject();
                            return seen;
                        });
            } catch (MalformedJsonException e) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE, "the catalogs seen cannot be read", e);
            }
        }
    }
}
