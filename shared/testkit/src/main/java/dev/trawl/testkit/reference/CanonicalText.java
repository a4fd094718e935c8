package dev.trawl.testkit.reference;

import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.math.BigDecimal;

/// The text of a value whose HMAC is its pseudonym: `<tag>:<text>`, in UTF-8.
///
/// | tag | types | text |
/// |---|---|---|
/// | `n` | integers, decimals | plain, no zeros after the last digit of the fraction, never `-0` |
/// | `f` | real, double | shortest of the double; `NaN`, `Infinity`; -0.0 as `0.0` |
/// | `s` | varchar | itself |
/// | `j` | json | itself |
/// | `d` `t` `ts` `tz` | date, time, timestamp, instant | {@link Literals#toText} |
/// | `b` | boolean | `true`, `false` |
/// | `x` | varbinary | lower-case hexadecimal |
/// | `u` | uuid | lower case |
public final class CanonicalText {
    private CanonicalText() {}

    public static String of(Object value, Type type) {
        return switch (type) {
            case Type.Decimal _ -> "n:" + plain((BigDecimal) value);
            case Type.Simple simple -> tag(simple) + ":" + text(value);
            case Type.Array _, Type.Mapping _, Type.Row _ ->
                    throw new IllegalArgumentException("no pseudonyms of " + type.text());
        };
    }

    private static String tag(Type.Simple type) {
        return switch (type) {
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
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String text(Object value) {
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.toString(number == 0 ? 0.0 : number);
        }
        return Literals.toText(value);
    }
}
