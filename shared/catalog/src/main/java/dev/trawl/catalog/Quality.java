package dev.trawl.catalog;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What the last run of every check said of its dataset. One item each; counts and words, no
/// values. Thread-safe.
public final class Quality {
    private static final int CHECKS_MAX = 1_000;
    private static final int ATTEMPTS = 5;

    private final ItemTable items;

    public Quality(ItemTable items) {
        this.items = items;
    }

    /// How a run ended.
    public enum State {
        PASSED,
        /// Something is not as expected.
        FAILED,
        /// It could not be found out.
        ERROR;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param time when the run began; an earlier one never takes the place of a later one
    /// @param isBlocking whether exports of the dataset wait while it has not passed
    /// @param message which expectations do not hold, in words
    public record Verdict(
            String check,
            String dataset,
            State state,
            Instant time,
            boolean isBlocking,
            String message) {}

    /// Keeps a verdict, unless a later one is known.
    public void put(Verdict verdict) {
        ItemTable.Key key = key(verdict.dataset(), verdict.check());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ItemTable.Item> known = items.find(key);
            if (known.map(i -> read(i.document()).time().isAfter(verdict.time())).orElse(false)) {
                return;
            }
            long version = known.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            if (items.put(key, version, write(verdict), null).isPresent()) {
                return;
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT,
                "check '%s' runs too often at the same time".formatted(verdict.check()));
    }

    /// Of all checks that a dataset still has, by name.
    ///
    /// @param resources all that are declared
    public List<Verdict> of(String dataset, ResourceService resources) {
        return items.list("quality#" + dataset, "", CHECKS_MAX, ItemTable.Order.ASCENDING).stream()
                .map(i -> read(i.document()))
                .filter(v -> isDeclared(v, resources))
                .toList();
    }

    /// Verdicts for which an export, which reads datasets and through views others, does not run.
    public List<Verdict> blocking(Resource export, ResourceService resources) {
        List<Resource> datasets =
                resources.list(ResourceKind.DATASET).stream()
                        .map(ResourceService.Current::resource)
                        .toList();
        return read(export, datasets).stream()
                .flatMap(name -> of(name, resources).stream())
                .filter(v -> v.isBlocking() && v.state() != State.PASSED)
                .toList();
    }

    private static Set<String> read(Resource export, List<Resource> datasets) {
        Dependencies dependencies = Dependencies.among(datasets);
        String prefix = ResourceKind.DATASET.path() + "/";
        Set<String> names = new TreeSet<>();
        Deque<Resource> open = new ArrayDeque<>(List.of(export));
        while (!open.isEmpty()) {
            for (String id : dependencies.uses(open.pop())) {
                if (id.startsWith(prefix) && names.add(id.substring(prefix.length()))) {
                    datasets.stream().filter(d -> d.id().equals(id)).forEach(open::push);
                }
            }
        }
        return names;
    }

    private static boolean isDeclared(Verdict verdict, ResourceService resources) {
        return resources
                .find(ResourceKind.CHECK, verdict.check())
                .map(c -> c.resource().spec().path("dataset").asText().equals(verdict.dataset()))
                .orElse(false);
    }

    private static String write(Verdict verdict) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("check")
                                .string(verdict.check())
                                .field("dataset")
                                .string(verdict.dataset())
                                .field("state")
                                .string(verdict.state().text())
                                .field("time")
                                .string(verdict.time().toString())
                                .field("blocking")
                                .bool(verdict.isBlocking())
                                .field("message")
                                .string(verdict.message())));
    }

    private static Verdict read(String document) {
        try {
            return JsonReader.read(document, JsonLimits.DEFAULT, Quality::read);
        } catch (MalformedJsonException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "a stored verdict cannot be read", e);
        }
    }

    private static Verdict read(JsonReader in) {
        in.beginObject();
        String check = in.field("check").string();
        String dataset = in.field("dataset").string();
        State state = State.valueOf(in.field("state").string().toUpperCase(Locale.ROOT));
        Instant time = Instant.parse(in.field("time").string());
        boolean isBlocking = in.field("blocking").bool();
        String message = in.field("message").string();
        in.endObject();
        return new Verdict(check, dataset, state, time, isBlocking, message);
    }

    private static ItemTable.Key key(String dataset, String check) {
        return new ItemTable.Key("quality#" + dataset, check);
    }
}
