package dev.trawl.policy;

/// A name pattern: `*` stands for any characters, everything else for itself. Case matters.
public record Glob(String pattern) {
    private static final int LENGTH_MAX = 400;

    public Glob {
        if (pattern.isEmpty() || pattern.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a pattern has 1 to %d characters".formatted(LENGTH_MAX));
        }
    }

    /// Whether it names one thing only.
    public boolean isExact() {
        return pattern.indexOf('*') < 0;
    }

    public boolean matches(String name) {
        // Greedy with one step back per star: linear in practice, quadratic at worst.
        int at = 0;
        int star = -1;
        int resume = 0;
        int p = 0;
        while (at < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                resume = at;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(at)) {
                p++;
                at++;
            } else if (star >= 0) {
                p = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
