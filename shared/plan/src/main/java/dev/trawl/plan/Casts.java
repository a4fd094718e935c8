package dev.trawl.plan;

import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.REAL;
import static dev.trawl.plan.Type.Simple.TIME;
import static dev.trawl.plan.Type.Simple.TIMESTAMP;
import static dev.trawl.plan.Type.Simple.TIMESTAMP_TZ;
import static dev.trawl.plan.Type.Simple.VARBINARY;
import static dev.trawl.plan.Type.Simple.VARCHAR;

/// Which conversions exist, and which of them succeed for every value.
///
/// Decimals are rounded half away from zero. Floating numbers become integers by rounding half away
/// from zero. Timestamps become dates by dropping the time. Instants and timestamps convert in the
/// session's zone, which is UTC. Text is read after trimming spaces.
public final class Casts {
    private Casts() {}

    public static boolean exists(Type from, Type to) {
        if (from.equals(to)) {
            return true;
        }
        if (from == VARCHAR) {
            return isScalar(to) && to != VARBINARY;
        }
        if (to == VARCHAR) {
            return isScalar(from) && from != VARBINARY;
        }
        if (from.isNumeric() && to.isNumeric()) {
            return true;
        }
        if (from == BOOLEAN) {
            return to.isInteger();
        }
        if (to == BOOLEAN) {
            return from.isInteger();
        }
        if (from.isPointInTime() && to.isPointInTime()) {
            return true;
        }
        return from == TIMESTAMP && to == TIME || from == TIMESTAMP_TZ && to == TIME;
    }

    /// Whether no value of `from` fails to become a `to`.
    public static boolean isTotal(Type from, Type to) {
        if (from.equals(to)) {
            return true;
        }
        if (to == VARCHAR) {
            return exists(from, to);
        }
        if (from == BOOLEAN || to == BOOLEAN) {
            return from != VARCHAR;
        }
        if (from.isInteger() && to.isInteger()) {
            return bits(from) <= bits(to);
        }
        if (from.isInteger() && to instanceof Type.Decimal d) {
            return Decimals.whole(d) >= Decimals.whole(Decimals.of((Type.Simple) from));
        }
        if (from instanceof Type.Decimal a && to instanceof Type.Decimal b) {
            int carry = b.scale() < a.scale() ? 1 : 0;
            return Decimals.whole(b) >= Decimals.whole(a) + carry;
        }
        if (to.isFloating() && from.isNumeric()) {
            return !(from == Type.Simple.DOUBLE && to == REAL);
        }
        return from.isPointInTime() && to.isPointInTime() || to == TIME && from.isPointInTime();
    }

    private static boolean isScalar(Type type) {
        return switch (type) {
            case Type.Simple _, Type.Decimal _ -> true;
            case Type.Array _, Type.Mapping _, Type.Row _ -> false;
        };
    }

    private static int bits(Type integer) {
        return switch ((Type.Simple) integer) {
            case TINYINT -> 8;
            case SMALLINT -> 16;
            case INTEGER -> 32;
            case BIGINT -> 64;
            case BOOLEAN,
                    REAL,
                    DOUBLE,
                    VARCHAR,
                    VARBINARY,
                    DATE,
                    TIME,
                    TIMESTAMP,
                    TIMESTAMP_TZ,
                    UUID,
                    JSON ->
                    throw new IllegalArgumentException(integer.text() + " is not an integer type");
        };
    }
}
