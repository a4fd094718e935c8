package dev.trawl.query;

import java.security.SecureRandom;
import java.util.HexFormat;

/// Names of queries: 128 random bits, so that nobody guesses another's. Thread-safe.
final class QueryIds {
    private static final int BYTES = 16;

    private final SecureRandom random;

    QueryIds(SecureRandom random) {
        this.random = random;
    }

    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /// Whether a text of a caller may be such a name.
    static boolean isId(String text) {
        return text.matches("[0-9a-f]{32}");
    }
}
