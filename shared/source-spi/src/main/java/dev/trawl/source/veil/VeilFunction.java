package dev.trawl.source.veil;

import dev.trawl.arrow.ArrowValues;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Mask;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/// One mask over the values of a channel. For one thread.
@FunctionalInterface
interface VeilFunction {
    /// The mask of a row's value, which is not NULL, in UTF-8.
    byte[] apply(FieldVector channel, int row);

    /// @param type of the channel
    static VeilFunction of(Mask mask, Type type, PseudonymKeys keys) {
        return switch (mask) {
            case Mask.Hash(String domain) -> hash(keys.mac(domain), type);
            case Mask.Partial partial ->
                    (channel, row) ->
                            PartialText.of(
                                            new String(
                                                    ((VarCharVector) channel).get(row),
                                                    StandardCharsets.UTF_8),
                                            partial)
                                    .getBytes(StandardCharsets.UTF_8);
            case Mask.Null _, Mask.Redact _, Mask.PassThrough _ ->
                    throw new IllegalArgumentException("engines compute " + mask);
        };
    }

    private static VeilFunction hash(Mac mac, Type type) {
        HexFormat hex = HexFormat.of();
        return (channel, row) ->
                hex.formatHex(mac.doFinal(CanonicalValue.encode(value(channel, row, type), type)))
                        .getBytes(StandardCharsets.US_ASCII);
    }

    private static Object value(FieldVector channel, int row, Type type) {
        return Objects.requireNonNull(ArrowValues.value(channel, row, type));
    }
}
