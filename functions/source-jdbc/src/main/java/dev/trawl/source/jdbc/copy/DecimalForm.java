package dev.trawl.source.jdbc.copy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Decimals from PostgreSQL's binary numeric: digits to the base 10000, the weight of the first, a
/// sign, and the digits after the point to show. SQL cast the value to the type already, so that
/// its digits fit, in 64 bits if `isLong`, else in 128.
record DecimalForm(int scale, boolean isLong) implements FixedForm {
    /// Decimals of so many digits fit in a long.
    static final int LONG_DIGITS = 18;

    private static final int WIDTH = 16;
    private static final int HEADER = 8;
    private static final int BASE = 10_000;
    private static final int BASE_DIGITS = 4;
    private static final int NEGATIVE = 0x4000;
    private static final int POSITIVE = 0x0000;
    private static final int DIGITS_MAX = 12;
    private static final int[] POWERS = {1, 10, 100, 1_000, BASE};

    @Override
    public int width() {
        return WIDTH;
    }

    @Override
    public void put(byte[] in, int at, int length, byte[] out, int to) {
        int digits = Wire.uint16(in, at);
        int weight = Wire.int16(in, at + 2);
        int sign = Wire.uint16(in, at + 4);
        if (sign != NEGATIVE && sign != POSITIVE) {
            throw new TrawlException(
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "the source has a numeric that is NaN or infinite, which a decimal does not"
                            + " hold; filter it out at the source");
        }
        if (length != HEADER + digits * Short.BYTES || digits > DIGITS_MAX) {
            throw Wire.broken("a numeric of another length");
        }
        if (isLong) {
            long value = asLong(in, at + HEADER, digits, weight);
            long signed = sign == NEGATIVE ? -value : value;
            Wire.put64(signed, out, to);
            Wire.put64(signed >> (Long.SIZE - 1), out, to + Long.BYTES);
        } else {
            putWide(in, at + HEADER, digits, weight, sign == NEGATIVE, out, to);
        }
    }

    /// Decimal places between the last place of digit `i` and the last place of the scale; less
    /// than zero if the digit goes beyond it, with zeros then.
    private int placesAfter(int i, int weight) {
        return (weight - i) * BASE_DIGITS + scale;
    }

    private long asLong(byte[] in, int at, int digits, int weight) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Wire.uint16(in, at + i * Short.BYTES);
            int places = placesAfter(i, weight);
            value =
                    places >= 0
                            ? value * BASE + digit
                            : value * POWERS[BASE_DIGITS + beyond(places)]
                                    + digit / POWERS[-places];
        }
        for (int places = placesAfter(digits - 1, weight); digits > 0 && places > 0; ) {
            int step = Math.min(BASE_DIGITS, places);
            value *= POWERS[step];
            places -= step;
        }
        return value;
    }

    /// The same in 128 bits, of which `high` are the upper ones.
    private void putWide(
            byte[] in, int at, int digits, int weight, boolean isNegative, byte[] out, int to) {
        long high = 0;
        long low = 0;
        int left = digits == 0 ? 0 : Math.max(0, placesAfter(digits - 1, weight));
        for (int i = 0; i < digits || left > 0; i++) {
            int factor;
            int digit;
            if (i < digits) {
                int places = placesAfter(i, weight);
                int read = Wire.uint16(in, at + i * Short.BYTES);
                factor = places >= 0 ? BASE : POWERS[BASE_DIGITS + beyond(places)];
                digit = places >= 0 ? read : read / POWERS[-places];
            } else {
                int step = Math.min(BASE_DIGITS, left);
                factor = POWERS[step];
                digit = 0;
                left -= step;
            }
            high = high * factor + Math.unsignedMultiplyHigh(low, factor);
            long product = low * factor;
            low = product + digit;
            if (Long.compareUnsigned(low, product) < 0) {
                high++;
            }
        }
        if (isNegative) {
            low = -low;
            high = low == 0 ? -high : ~high;
        }
        Wire.put64(low, out, to);
        Wire.put64(high, out, to + Long.BYTES);
    }

    private static int beyond(int places) {
        if (places <= -BASE_DIGITS) {
            throw Wire.broken("a numeric with more digits than its type");
        }
        return places;
    }
}
