package dev.trawl.catalog;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How what is declared stands, as the fleet found out: the `status` of resources. One item for
/// each condition; words that lead to the mend, no values. Thread-safe.
public final class Conditions {
    private static final String CONDITIONS = "condition";
    private static final int CONDITIONS_MAX = 50_000;
    private static final int ATTEMPTS = 5;

    private final ItemTable items;

    public Conditions(ItemTable items) {
        this.items = items;
    }

    /// @param type one word, as `Reachable`
    /// @param isTrue whether it holds
    /// @param reason one word, or the code of an error
    /// @param message what is so and what to do
    /// @param time when it was found out; an earlier one never takes the place of a later one
    public record Condition(
            String type, boolean isTrue, String reason, String message, Instant time) {

        /// Whether somebody who knows the one learns nothing from the other but its time.
        boolean says(Condition other) {
            return type.equals(other.type)
                    && isTrue == other.isTrue
                    && reason.equals(other.reason)
                    && message.equals(other.message);
        }
    }

    /// Keeps a condition of a resource, unless a later one is known, or the resource was deleted
    /// meanwhile.
    ///
    /// @param id `dataset/legs`
    public void put(String id, Condition condition) {
        if (isDeleted(id)) {
            return;
        }
        ItemTable.Key key = key(id, condition.type());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ItemTable.Item> known = items.find(key);
            if (known.isPresent()
                    && read(known.get().document()).time().isAfter(condition.time())) {
                return;
            }
            long version = known.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            if (items.put(key, version, write(condition), null).isPresent()) {
                return;
            }
        }
        // Somebody else finds out the same all the time; theirs is as good.
    }

    /// The same for many resources at once; writes only what says something new.
    ///
    /// @param conditions by the ids of their resources, all of one kind and type
    public void putNew(ResourceKind kind, Map<String, Condition> conditions) {
        Map<String, List<Condition>> known = ofKind(kind);
        conditions.forEach((id, condition) -> {
            boolean isKnown =
                    known.getOrDefault(id, List.of()).stream().anyMatch(c -> c.says(condition));
            if (!isKnown) {
                put(id, condition);
            }
        });
    }

    /// Drops what is known of resources that are gone. What others write or drop at the same moment
    /// is left to them.
    void forget(List<String> ids) {
        for (String id : ids) {
            items.list(CONDITIONS, id + "#", CONDITIONS_MAX, ItemTable.Order.ASCENDING)
                    .forEach(item -> items.delete(item.key(), item.version()));
        }
    }

    private boolean isDeleted(String id) {
        return items.find(new ItemTable.Key(ResourceMirror.RESOURCES, id))
                .filter(item -> StoredResource.of(item).resource() == null)
                .isPresent();
    }

    /// Of one resource, by type.
    public List<Condition> of(String id) {
        return items.list(CONDITIONS, id + "#", CONDITIONS_MAX, ItemTable.Order.ASCENDING).stream()
                .map(i -> read(i.document()))
                .toList();
    }

    /// Of all resources of a kind, by their ids.
    public Map<String, List<Condition>> ofKind(ResourceKind kind) {
        Map<String, List<Condition>> all = new TreeMap<>();
        items.list(CONDITIONS, kind.path() + "/", CONDITIONS_MAX, ItemTable.Order.ASCENDING)
                .forEach(i -> {
                    String sort = i.key().sort();
                    all.computeIfAbsent(
                                    sort.substring(0, sort.indexOf('#')), _ -> new ArrayList<>())
                            .add(read(i.document()));
                });
        return all;
    }

    /// A resource's text with its conditions as `status`.
    ///
    /// @param text as {@link ResourceDocuments#write} gives it
    public static String told(String text, List<Condition> conditions) {
        if (conditions.isEmpty()) {
            return text;
        }
        ObjectNode resource = (ObjectNode) ResourceDocuments.tree(text);
        ArrayNode told = resource.putObject("status").putArray("conditions");
        for (Condition condition : conditions) {
            told.addObject()
                    .put("type", condition.type())
                    .put("status", condition.isTrue() ? "True" : "False")
                    .put("reason", condition.reason())
                    .put("message", condition.message())
                    .put("time", condition.time().toString());
        }
        return resource.toString();
    }

    private static ItemTable.Key key(String id, String type) {
        return new ItemTable.Key(CONDITIONS, id + "#" + type);
    }

    private static String write(Condition condition) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("type")
                                .string(condition.type())
                                .field("true")
                                .bool(condition.isTrue())
                                .field("reason")
                                .string(condition.reason())
                                .field("message")
                                .string(condition.message())
                                .field("time")
                                .string(condition.time().toString())));
    }

    private static Condition read(String document) {
        try {
            return JsonReader.read(document, JsonLimits.DEFAULT, Conditions::read);
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a stored condition cannot be read", e);
        }
    }

    private static Condition read(JsonReader in) {
        in.beginObject();
        String type = in.field("type").string();
        boolean isTrue = in.field("true").bool();
        String reason = in.field("reason").string();
        String message = in.field("message").string();
        Instant time = Instant.parse(in.field("time").string());
        in.endObject();
        return new Condition(type, isTrue, reason, message, time);
    }
}
