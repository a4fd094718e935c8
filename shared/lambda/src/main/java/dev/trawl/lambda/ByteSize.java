package dev.trawl.lambda;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written `512`, `64kB`, `4MB` or `2GB`; units are powers of 1024.
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})\\s*(B|kB|MB|GB)?");
    private static final long UNIT = 1024;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
    }

    public static ByteSize ofMegabytes(long megabytes) {
        return new ByteSize(Math.multiplyExact(megabytes, UNIT * UNIT));
    }

    /// @throws IllegalArgumentException if the text is no size
    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a size is written like 512, 64kB, 4MB or 2GB, not '%s'".formatted(text));
        }
        String unit = matcher.group(2);
        long factor =
                switch (unit == null ? "B" : unit) {
                    case "kB" -> UNIT;
                    case "MB" -> UNIT * UNIT;
                    case "GB" -> UNIT * UNIT * UNIT;
                    default -> 1;
                };
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'%s' is too large a size".formatted(text), e);
        }
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /// The text with the largest unit that divides it.
    @Override
    public String toString() {
        long value = bytes;
        int unit = 0;
        while (unit < 3 && value > 0 && value % UNIT == 0) {
            value /= UNIT;
            unit++;
        }
        return String.format(
                Locale.ROOT,
                "%d%s",
                value,
                switch (unit) {
                    case 1 -> "kB";
                    case 2 -> "MB";
                    case 3 -> "GB";
                    default -> "B";
                });
    }
}
