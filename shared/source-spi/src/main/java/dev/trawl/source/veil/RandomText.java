package dev.trawl.source.veil;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/// Texts of patterns for the rows of a column, one after the other: `#` is a digit, `?` a
/// lower-case letter. They depend on the seed alone, never on a value, nor on which of several
/// masks with one pattern applied, so it does no harm to guess them. For one thread.
final class RandomText {
    private static final int DIGITS = 10;
    private static final int LETTERS = 26;

    private final SplittableRandom rows;

    RandomText(String seed) {
        this.rows = new SplittableRandom(number(seed));
    }

    /// The text of the next row.
    String next(String pattern) {
        SplittableRandom random = new SplittableRandom(rows.nextLong());
        StringBuilder text = new StringBuilder(pattern.length());
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            text.append(
                    switch (c) {
                        case '#' -> (char) ('0' + random.nextInt(DIGITS));
                        case '?' -> (char) ('a' + random.nextInt(LETTERS));
                        default -> c;
                    });
        }
        return text.toString();
    }

    private static long number(String seed) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(seed.getBytes(StandardCharsets.UTF_8));
            return java.nio.ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
