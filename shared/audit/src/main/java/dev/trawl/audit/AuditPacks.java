package dev.trawl.audit;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// Copies of a day's records, many to an object, so that a month is read in moments. The records
/// themselves stay as and where they are, locked: they are what the verifier reads, and a copy has
/// their very text. Thread-safe.
///
/// `audit/packs/<day>/<SHA-256>.gz` is lines of `{"key", "text"}`, and `index.json`, which is
/// written last and never replaced, names those that there are.
public final class AuditPacks {
    private static final int VERSION = 1;
    private static final long UNPACKED_MAX = 256L * 1024 * 1024;
    private static final JsonLimits LIMITS = new JsonLimits(8, 40L * 1024 * 1024);

    private final ObjectStore objects;

    /// @param objects the audit bucket
    public AuditPacks(ObjectStore objects) {
        this.objects = objects;
    }

    /// One object of copies.
    ///
    /// @param sha256 of its bytes, by which it is named
    public record Pack(String sha256, int records) {}

    /// All copies of a day, in the order of the records' keys.
    public record Index(List<Pack> packs) {
        public Index {
            packs = List.copyOf(packs);
        }

        public long records() {
            return packs.stream().mapToLong(Pack::records).sum();
        }
    }

    /// What there is of a day; absent if nobody has packed it.
    ///
    /// @throws TrawlException SOURCE_DATA_INVALID if somebody has changed it
    public Optional<Index> find(LocalDate day) {
        return objects.find(AuditKeys.packs(day) + "index.json").map(bytes -> index(day, bytes));
    }

    /// @throws TrawlException SOURCE_DATA_INVALID if it is not what the index names
    public List<AuditReader.Stored> load(LocalDate day, Pack pack) {
        byte[] bytes = objects.load(place(day, pack.sha256()));
        if (!AuditRecord.hash(bytes).equals(pack.sha256())) {
            throw changed(day);
        }
        List<AuditReader.Stored> records = new ArrayList<>();
        try {
            text(day, bytes)
                    .lines()
                    .forEach(line -> records.add(JsonReader.read(line, LIMITS, AuditPacks::read)));
        } catch (MalformedJsonException e) {
            throw changed(day);
        }
        return records;
    }

    /// Writes some copies; nobody reads them before the index names them.
    Pack write(LocalDate day, List<AuditReader.Stored> records) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (AuditReader.Stored record : records) {
                out.write(line(record).getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = packed.toByteArray();
        Pack pack = new Pack(AuditRecord.hash(bytes), records.size());
        objects.create(place(day, pack.sha256()), bytes, "application/gzip");
        return pack;
    }

    /// From now on the day is read from its copies. False if somebody else was faster.
    boolean publish(LocalDate day, Index index) {
        String json =
                JsonWriter.write(out ->
                        out.object(o -> {
                            o.field("v").integer(VERSION);
                            o.field("packs")
                                    .list(
                                            index.packs(),
                                            (w, p) ->
                                                    w.object(e ->
                                                            e.field("sha256")
                                                                    .string(p.sha256())
                                                                    .field("records")
                                                                    .integer(p.records())));
                        }));
        return objects.create(
                AuditKeys.packs(day) + "index.json",
                json.getBytes(StandardCharsets.UTF_8),
                "application/json");
    }

    private static Index index(LocalDate day, byte[] bytes) {
        try {
            return JsonReader.read(
                    new String(bytes, StandardCharsets.UTF_8), LIMITS, AuditPacks::readIndex);
        } catch (MalformedJsonException e) {
            throw changed(day);
        }
    }

    private static Index readIndex(JsonReader in) {
        in.beginObject();
        long version = in.field("v").integer();
        if (version != VERSION) {
            throw in.malformed("version %d of packs is not known".formatted(version));
        }
        Index index = new Index(in.field("packs").list(AuditPacks::readPack));
        in.endObject();
        return index;
    }

    private static Pack readPack(JsonReader in) {
        in.beginObject();
        Pack pack =
                new Pack(
                        in.field("sha256").string(),
                        Math.toIntExact(in.field("records").integer()));
        in.endObject();
        return pack;
    }

    private static String line(AuditReader.Stored record) {
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("key").string(record.key()).field("text").string(record.text())));
    }

    private static AuditReader.Stored read(JsonReader in) {
        in.beginObject();
        AuditReader.Stored record =
                new AuditReader.Stored(in.field("key").string(), in.field("text").string());
        in.endObject();
        return record;
    }

    private static String text(LocalDate day, byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] text = in.readNBytes(Math.toIntExact(UNPACKED_MAX));
            if (in.read() >= 0) {
                throw changed(day);
            }
            return new String(text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw changed(day);
        }
    }

    private static String place(LocalDate day, String sha256) {
        return AuditKeys.packs(day) + sha256 + ".gz";
    }

    private static TrawlException changed(LocalDate day) {
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID,
                "the packed records of %s are not what was packed; see the originals with"
                                .formatted(day)
                        + " trawl audit verify");
    }
}
