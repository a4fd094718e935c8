package dev.trawl.audit;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// An event in its place in the chain of its writer, as it is stored.
///
/// @param writer one environment of one function on one day
/// @param sequence from 1, without gaps
/// @param previous hash of the stored bytes of the record before; for the first one of a writer
///   that of the last record of `continues`, or {@link #NOTHING}. The bytes of a record are those
///   of its line
/// @param continues the writer that this environment was before; only in a first record
public record AuditRecord(
        String writer,
        long sequence,
        String previous,
        @Nullable String continues,
        AuditEvent event) {
    /// What the first record of an environment follows.
    public static final String NOTHING = "0".repeat(64);

    private static final int VERSION = 1;
    private static final JsonLimits LIMITS = new JsonLimits(20, 16L * 1024 * 1024);

    /// The canonical text: fields in one order, no white space.
    public String toJson() {
        return JsonWriter.write(this::write);
    }

    /// Writes the canonical text as a value.
    public void write(JsonWriter out) {
        out.object(o -> {
            o.field("v").integer(VERSION);
            o.field("writer").string(writer);
            o.field("sequence").integer(sequence);
            o.field("previous").string(previous);
            o.field("continues").stringOrNull(continues);
            AuditEventCodec.write(o.field("event"), event);
        });
    }

    /// @throws dev.trawl.plan.json.MalformedJsonException if it is no record of this version
    public static AuditRecord fromJson(String json) {
        return JsonReader.read(json, LIMITS, AuditRecord::read);
    }

    private static AuditRecord read(JsonReader in) {
        in.beginObject();
        long version = in.field("v").integer();
        if (version != VERSION) {
            throw in.malformed("version %d of audit records is not known".formatted(version));
        }
        AuditRecord record =
                new AuditRecord(
                        in.field("writer").string(),
                        in.field("sequence").integer(),
                        in.field("previous").string(),
                        in.field("continues").stringOrNull(),
                        AuditEventCodec.read(in.field("event")));
        in.endObject();
        return record;
    }

    /// SHA-256 in hexadecimal, by which the next record names the stored bytes of this one.
    public static String hash(byte[] stored) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stored));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
