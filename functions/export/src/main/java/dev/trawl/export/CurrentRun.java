package dev.trawl.export;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which run of a prefix is the current one, for readers who know no runs: the one of the latest
/// time, and of several of a time the one that was asked for last. Two objects tell it, each
/// replaced in one step: `current.json`, a copy of the run's manifest, and `current/files.txt`, one
/// URI to a line, which Hive's symlink tables read.
///
/// The item table decides who is the latest; an object that was written late by a slow runner is
/// put right by whoever was slow, who looks again after writing. Thread-safe.
final class CurrentRun {
    /// Name of the manifest of the current run below the prefix.
    static final String MANIFEST = "current.json";

    private static final String PARTITION = "export-current";
    private static final int ROUNDS_MAX = 10;

    private final ItemTable items;

    CurrentRun(ItemTable items) {
        this.items = items;
    }

    /// Key of the copy of the manifest.
    static String key(ExportSpec spec) {
        return spec.prefix() + MANIFEST;
    }

    static String listKey(ExportSpec spec) {
        return spec.prefix() + "current/files.txt";
    }

    /// Makes a committed run the current one, unless a later one is.
    ///
    /// @throws TrawlException CONFLICT if others are at it all the time
    void advance(Run run, ObjectStore bucket) {
        for (int round = 0; round < ROUNDS_MAX; round++) {
            Optional<ItemTable.Item> item = items.find(item(run.spec()));
            Latest known = item.map(i -> Latest.parse(i.document())).orElse(Latest.NONE);
            Latest latest = known.or(run);
            long version = item.map(ItemTable.Item::version).orElse(ItemTable.ABSENT);
            boolean isKept =
                    latest.equals(known)
                            || items.put(item(run.spec()), version, latest.toJson(), null)
                                    .isPresent();
            if (isKept) {
                show(run.spec(), latest, bucket);
                Optional<Latest> now =
                        items.find(item(run.spec())).map(i -> Latest.parse(i.document()));
                if (now.equals(Optional.of(latest))) {
                    return;
                }
            }
        }
        throw new TrawlException(
                ErrorCode.CONFLICT, "other runs of the prefix are committed at this moment");
    }

    /// Whether readers of a place are shown the run, or are about to be.
    boolean isCurrent(String bucket, String prefix, String run, ObjectStore objects) {
        boolean isLatest =
                items.find(item(bucket, prefix))
                        .map(i -> Latest.parse(i.document()).run())
                        .filter(run::equals)
                        .isPresent();
        return isLatest
                || objects.find(prefix + MANIFEST)
                        .map(Manifest::run)
                        .filter(run::equals)
                        .isPresent();
    }

    private static void show(ExportSpec spec, Latest latest, ObjectStore bucket) {
        byte[] manifest = bucket.load(spec.prefix() + "runs/" + latest.run() + "/" + Manifest.NAME);
        show(bucket, key(spec), manifest, "application/json");
        String list =
                Manifest.content(manifest).parts().stream()
                        .map(p -> "s3://" + bucket.bucket() + "/" + p.key() + "\n")
                        .collect(Collectors.joining());
        show(bucket, listKey(spec), list.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    /// What is there already is not written again: who waits for objects would begin for nothing.
    private static void show(ObjectStore bucket, String key, byte[] bytes, String type) {
        if (bucket.find(key).filter(shown -> Arrays.equals(shown, bytes)).isEmpty()) {
            bucket.put(key, bytes, type);
        }
    }

    private static ItemTable.Key item(ExportSpec spec) {
        return item(spec.bucket(), spec.prefix());
    }

    private static ItemTable.Key item(String bucket, String prefix) {
        return new ItemTable.Key(PARTITION, bucket + "/" + prefix);
    }

    private record Latest(String run, Instant time, Instant created) {
        static final Latest NONE = new Latest("", Instant.MIN, Instant.MIN);
        private static final Comparator<Latest> ORDER =
                Comparator.comparing(Latest::time)
                        .thenComparing(Latest::created)
                        .thenComparing(Latest::run);

        Latest or(Run other) {
            Latest next =
                    new Latest(
                            other.id(),
                            other.time().truncatedTo(ChronoUnit.MILLIS),
                            other.created().truncatedTo(ChronoUnit.MILLIS));
            return ORDER.compare(next, this) > 0 ? next : this;
        }

        String toJson() {
            return JsonWriter.write(out ->
                    out.object(o ->
                            o.field("run")
                                    .string(run)
                                    .field("time")
                                    .integer(time.toEpochMilli())
                                    .field("created")
                                    .integer(created.toEpochMilli())));
        }

        static Latest parse(String json) {
            return JsonReader.read(
                    json,
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        String run = in.field("run").string();
                        Instant time = Instant.ofEpochMilli(in.field("time").integer());
                        Long created = in.optional("created", JsonReader::integer);
                        in.endObject();
                        return new Latest(
                                run,
                                time,
                                created == null ? Instant.EPOCH : Instant.ofEpochMilli(created));
                    });
        }
    }
}
