package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.store.ItemTable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The runs of each export that have files, by the times that they are of. They are noted when
/// nothing else is left to be done for a run, and kept as long as its files. Thread-safe.
final class CommittedRuns {
    private static final String PARTITION = "export-files#";

    /// As long for every time, so that texts are in the order of times.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final ItemTable items;

    CommittedRuns(ItemTable items) {
        this.items = items;
    }

    /// @param item where it is noted
    /// @param ended when it was committed
    record Entry(ItemTable.Item item, String run, Instant ended, String bucket, String prefix) {
        String folder() {
            return prefix + "runs/" + run + "/";
        }

        String place() {
            return bucket + "/" + prefix;
        }

        private static Entry of(ItemTable.Item item) {
            String sort = item.key().sort();
            return JsonReader.read(
                    item.document(),
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        Instant ended = Instant.ofEpochMilli(in.field("ended").integer());
                        String bucket = in.field("bucket").string();
                        String prefix = in.field("prefix").string();
                        in.endObject();
                        return new Entry(
                                item,
                                sort.substring(sort.lastIndexOf('/') + 1),
                                ended,
                                bucket,
                                prefix);
                    });
        }
    }

    /// Notes a run; once more is the same.
    void note(Run run) {
        items.put(
                new ItemTable.Key(
                        PARTITION + run.export(),
                        TIME.format(run.time())
                                + "/"
                                + TIME.format(run.created())
                                + "/"
                                + run.id()),
                ItemTable.ABSENT,
                JsonWriter.write(out ->
                        out.object(o ->
                                o.field("ended")
                                        .integer(run.until().toEpochMilli())
                                        .field("bucket")
                                        .string(run.spec().bucket())
                                        .field("prefix")
                                        .string(run.spec().prefix()))),
                null);
    }

    /// The latest first.
    List<Entry> of(String export, int max) {
        return items.list(PARTITION + export, "", max, ItemTable.Order.DESCENDING).stream()
                .map(Entry::of)
                .toList();
    }

    /// Its files are gone.
    void forget(Entry entry) {
        items.delete(entry.item().key(), entry.item().version());
    }
}
