package dev.trawl.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Which known name was perhaps meant.
final class Nearest {
    private Nearest() {}

    /// The known name with the fewest letters changed, if they are at most a third of it.
    static Optional<String> of(String written, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(written, k) <= Math.max(1, (k.length() + 1) / 3))
                .min(
                        Comparator.<String>comparingInt(k -> distance(written, k))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /// Levenshtein's, row by row.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
