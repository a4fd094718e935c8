package dev.trawl.query.record;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// What a query cost, estimated from list prices.
///
/// @param millis from the request to the answer
/// @param gigabyteMillis of all functions together
/// @param usd without taxes and free tiers
public record Cost(long millis, long gigabyteMillis, BigDecimal usd) {
    private static final int DIGITS = 8;

    public Cost {
        usd = usd.setScale(DIGITS, RoundingMode.HALF_UP);
    }

    public static void write(JsonWriter out, Cost cost) {
        out.object(o ->
                o.field("millis")
                        .integer(cost.millis())
                        .field("gigabyteMillis")
                        .integer(cost.gigabyteMillis())
                        .field("usd")
                        .string(cost.usd().toPlainString()));
    }

    public static Cost read(JsonReader in) {
        in.beginObject();
        long millis = in.field("millis").integer();
        long gigabyteMillis = in.field("gigabyteMillis").integer();
        BigDecimal usd = new BigDecimal(in.field("usd").string());
        in.endObject();
        return new Cost(millis, gigabyteMillis, usd);
    }
}
