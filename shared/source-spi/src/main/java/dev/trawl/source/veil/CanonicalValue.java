package dev.trawl.source.veil;

import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.math.BigDecimal;

/// The one encoding of a value under a keyed hash: `<tag>:<canonical text>` in UTF-8.
///
/// | tag | types | text |
/// |---|---|---|
/// | n | integers, decimals | plain, without trailing zeros after the point |
/// | f | real, double | shortest that reads back as the same double; NaN; -0.0 as 0.0 |
/// | s | varchar | itself |
/// | b d t ts tz | boolean, date, time, timestamp, instant | as {@link Literals#toText} |
/// | x | varbinary | hexadecimal, lower case |
/// | u | uuid | lower case |
/// | j | json | as the source gives it |
///
/// Values that are equal in SQL have equal encodings whatever their type's width or scale.
final class CanonicalValue {
    private CanonicalValue() {}

    /// The encoding of a value as {@link Literals} has it.
    static String encode(Object value, Type type) {
        return tag(type) + ":" + text(value);
    }

    /// The encoding of a varchar's UTF-8, in UTF-8.
    static byte[] ofText(byte[] text) {
        byte[] encoded = new byte[text.length + 2];
        encoded[0] = 's';
        encoded[1] = ':';
        System.arraycopy(text, 0, encoded, 2, text.length);
        return encoded;
    }

    private static String tag(Type type) {
        return switch (type) {
            case Type.Decimal _ -> "n";
            case Type.Simple simple ->
                    switch (simple) {
                        case BOOLEAN -> "b";
                        case TINYINT, SMALLINT, INTEGER, BIGINT -> "n";
                        case REAL, DOUBLE -> "f";
                        case VARCHAR -> "s";
                        case VARBINARY -> "x";
                        case DATE -> "d";
                        case TIME -> "t";
                        case TIMESTAMP -> "ts";
                        case TIMESTAMP_TZ -> "tz";
                        case UUID -> "u";
                        case JSON -> "j";
                    };
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no pseudonyms of a " + type.text());
        };
    }

    private static String text(Object value) {
        return switch (value) {
            case BigDecimal decimal ->
                    decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
            case Float f -> floating(f);
            case Double d -> floating(d);
            default -> Literals.toText(value);
        };
    }

    private static String floating(double value) {
        return Double.toString(value == 0 ? 0.0 : value);
    }
}
