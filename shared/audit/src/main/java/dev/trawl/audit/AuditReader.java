package dev.trawl.audit;

import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// Reads records as they are stored. Thread-safe.
public final class AuditReader {
    private final ObjectStore objects;
    private final int recordsMax;

    /// @param recordsMax objects of one day; more is an error
    public AuditReader(ObjectStore objects, int recordsMax) {
        this.objects = objects;
        this.recordsMax = recordsMax;
    }

    /// @param text canonical JSON of an {@link AuditRecord}, unless somebody has changed it
    public record Stored(String key, String text) {}

    /// Keys of the objects with a day's records, writer by writer, each in order. A store on this
    /// machine may list what is being put under a name of its own, which is no record.
    ///
    /// @throws dev.trawl.protocol.TrawlException SPLITS_LIMIT_EXCEEDED if there are too many
    public List<String> keys(LocalDate day) {
        return objects.list(AuditKeys.day(day), recordsMax).stream()
                .map(ObjectStore.ObjectInfo::key)
                .filter(key -> key.endsWith(".json"))
                .toList();
    }

    /// The records of an object, each with the place it says it has.
    public List<Stored> loadAll(String key) {
        List<Stored> records = new ArrayList<>();
        for (String line : new String(objects.load(key), StandardCharsets.UTF_8).lines().toList()) {
            records.add(new Stored(AuditKeys.behind(key, records.size()), line));
        }
        return records;
    }
}
