package dev.trawl.audit;

import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads records as they are stored. Thread-safe.
public final class AuditReader {
    /// The detail of a record that has the hash of what is attached to it.
    static final String ATTACHED = "attached";

    private final ObjectStore objects;
    private final int recordsMax;

    /// @param recordsMax objects of one day; more is an error
    public AuditReader(ObjectStore objects, int recordsMax) {
        this.objects = objects;
        this.recordsMax = recordsMax;
    }

    /// @param text canonical JSON of an {@link AuditRecord}, unless somebody has changed it
    public record Stored(String key, String text) {}

    /// A record and the text that is attached to it.
    public record Attached(Stored record, String text) {}

    /// Keys of the objects with a day's records, writer by writer, each in order.
    ///
    /// @throws dev.trawl.protocol.TrawlException SPLITS_LIMIT_EXCEEDED if there are too many
    public List<String> keys(LocalDate day) {
        return objects.list(AuditKeys.day(day), recordsMax).stream()
                .map(ObjectStore.ObjectInfo::key)
                .toList();
    }

    /// The records of an object, each with the place it says it has.
    public List<Stored> loadAll(String key) {
        List<Stored> records = new ArrayList<>();
        String before = "";
        for (String line : lines(objects.load(key))) {
            if (!isAttachedTo(before, line)) {
                records.add(new Stored(AuditKeys.behind(key, records.size()), line));
            }
            before = line;
        }
        return records;
    }

    /// What is attached to the first record of an object that has something attached; absent if
    /// there is no such object, or nothing that the record names.
    public Optional<Attached> attached(String key) {
        Optional<byte[]> bytes = objects.find(key);
        String before = "";
        for (String line : bytes.map(AuditReader::lines).orElse(List.of())) {
            if (isAttachedTo(before, line)) {
                return Optional.of(new Attached(new Stored(key, before), line));
            }
            before = line;
        }
        return Optional.empty();
    }

    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    /// A record names what is attached to it by its hash, so that it is known for what it is also
    /// where a record before it was changed.
    private static boolean isAttachedTo(String record, String line) {
        String name = "\"" + ATTACHED + "\":\"";
        return record.contains(name)
                && record.contains(
                        name + AuditRecord.hash(line.getBytes(StandardCharsets.UTF_8)) + "\"");
    }
}
