package dev.trawl.source.veil;

import dev.trawl.arrow.ArrowValues;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.TextPattern;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/// One mask over the values of a channel. For one thread.
@FunctionalInterface
interface VeilFunction {
    /// The mask of a row's value, which is not NULL, in UTF-8.
    byte[] apply(FieldVector channel, int row);

    /// @param type of the channel
    /// @param texts of the column, for all of its masks
    static VeilFunction of(Mask mask, Type type, PseudonymKeys keys, RandomText texts) {
        return switch (mask) {
            case Mask.Hash(String domain) -> hash(keys.hash(domain), type);
            case Mask.Partial partial when type == Type.Simple.VARCHAR ->
                    (channel, row) -> PartialText.of(((VarCharVector) channel).get(row), partial);
            case Mask.Partial partial -> text(type, text -> PartialText.of(text, partial));
            case Mask.RegexReplace regex -> {
                TextPattern pattern = TextPattern.of(regex.pattern());
                yield text(type, text -> pattern.replaceAll(text, regex.replacement()));
            }
            case Mask.RandPattern random ->
                    (_, _) -> texts.next(random.pattern()).getBytes(StandardCharsets.UTF_8);
            case Mask.PassThrough _, Mask.BucketNumber _ -> text(type, UnaryOperator.identity());
            case Mask.Null _, Mask.Redact _, Mask.BucketDate _ ->
                    throw new IllegalArgumentException("engines compute " + mask);
        };
    }

    private static VeilFunction text(Type type, UnaryOperator<String> mask) {
        return (channel, row) ->
                mask.apply(Literals.toText(value(channel, row, type)))
                        .getBytes(StandardCharsets.UTF_8);
    }

    private static VeilFunction hash(KeyedHash hash, Type type) {
        if (type == Type.Simple.VARCHAR) {
            return (channel, row) ->
                    hash.hexadecimal(CanonicalValue.ofText(((VarCharVector) channel).get(row)));
        }
        return (channel, row) ->
                hash.hexadecimal(CanonicalValue.encode(value(channel, row, type), type));
    }

    private static Object value(FieldVector channel, int row, Type type) {
        return Objects.requireNonNull(ArrowValues.value(channel, row, type));
    }
}
