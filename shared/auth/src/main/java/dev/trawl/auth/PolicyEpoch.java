package dev.trawl.auth;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ItemTable;

/// Which grants count: a revocation raises both numbers, so that grants from before are worthless.
///
/// @param floor grants of lower epochs are revoked
/// @param current written into new grants
public record PolicyEpoch(long floor, long current) {
    public static final PolicyEpoch FIRST = new PolicyEpoch(0, 0);
    public static final ItemTable.Key KEY = new ItemTable.Key("policy", "epoch");

    public PolicyEpoch {
        if (floor < 0 || current < floor) {
            throw new IllegalArgumentException(
                    "an epoch is not below its floor: %d, %d".formatted(current, floor));
        }
    }

    /// The next one, with all grants of this one revoked.
    public PolicyEpoch revokeAll() {
        return new PolicyEpoch(current + 1, current + 1);
    }

    /// The stored one; {@link #FIRST} if nothing was ever revoked.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE if it cannot be read
    public static PolicyEpoch load(ItemTable items) {
        return items.find(KEY).map(item -> parse(item.document())).orElse(FIRST);
    }

    public String toJson() {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("floor").integer(floor);
                    o.field("current").integer(current);
                }));
    }

    /// @throws TrawlException STORE_UNAVAILABLE if the text is no epoch
    public static PolicyEpoch parse(String json) {
        try {
            return JsonReader.read(
                    json,
                    JsonLimits.DEFAULT,
                    in -> {
                        in.beginObject();
                        PolicyEpoch epoch =
                                new PolicyEpoch(
                                        in.field("floor").integer(), in.field("current").integer());
                        in.endObject();
                        return epoch;
                    });
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE, "the policy epoch is unreadable", e);
        }
    }
}
