package dev.trawl.source.jdbc.copy;

import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/// PostgreSQL's binary numeric: digits to the base 10000, the weight of the first, a sign, and the
/// digits after the point to show. SQL cast the value to the type already, so its digits fit.
final class PostgresNumeric {
    /// Decimals of so many digits fit in a long.
    static final int LONG_DIGITS = 18;

    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int NEGATIVE = 0x4000;
    private static final int POSITIVE = 0x0000;
    private static final long[] POWERS = powers();

    private PostgresNumeric() {}

    /// The unscaled value of a decimal of at most {@link #LONG_DIGITS} digits.
    static long readLong(ByteBuffer in, Type.Decimal type) {
        int digits = in.getShort();
        int weight = in.getShort();
        int sign = sign(in);
        in.getShort();
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = in.getShort();
            int exponent = (weight - i) * BASE_DIGITS + type.scale();
            value += exponent >= 0 ? digit * POWERS[exponent] : digit / POWERS[-exponent];
        }
        return sign == NEGATIVE ? -value : value;
    }

    static BigDecimal readDecimal(ByteBuffer in, Type.Decimal type) {
        int digits = in.getShort();
        int weight = in.getShort();
        int sign = sign(in);
        in.getShort();
        BigInteger value = BigInteger.ZERO;
        for (int i = 0; i < digits; i++) {
            value = value.multiply(BigInteger.valueOf(BASE)).add(BigInteger.valueOf(in.getShort()));
        }
        BigInteger signed = sign == NEGATIVE ? value.negate() : value;
        return new BigDecimal(signed, (digits - 1 - weight) * BASE_DIGITS)
                .setScale(type.scale(), java.math.RoundingMode.UNNECESSARY);
    }

    private static int sign(ByteBuffer in) {
        int sign = Short.toUnsignedInt(in.getShort());
        if (sign != NEGATIVE && sign != POSITIVE) {
            throw new TrawlException(
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "the source has a numeric that is NaN or infinite, which a decimal does not"
                            + " hold; filter it out at the source");
        }
        return sign;
    }

    private static long[] powers() {
        long[] powers = new long[LONG_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
