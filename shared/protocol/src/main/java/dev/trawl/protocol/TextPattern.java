package dev.trawl.protocol;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/// A regular expression that is matched in time linear in the text, whatever the pattern: RE2's
/// syntax, so neither look-around nor back-references. Thread-safe; the only home of that engine.
public final class TextPattern {
    static final int PATTERN_MAX = 256;
    static final int REPETITIONS_MAX = 1_000;
    private static final Pattern COUNTED = Pattern.compile("\\{([0-9]*),?([0-9]*)\\}");

    private final Pattern pattern;

    private TextPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /// @throws IllegalArgumentException if it is no such pattern, is too large, or matches the
    ///   empty text
    public static TextPattern of(String text) {
        if (text.isEmpty() || text.length() > PATTERN_MAX) {
            throw new IllegalArgumentException(
                    "a pattern has 1 to %d characters".formatted(PATTERN_MAX));
        }
        checkRepetitions(text);
        Pattern pattern = compiled(text);
        if (pattern.matcher("").find()) {
            throw new IllegalArgumentException(
                    "the pattern matches the empty text, so it would match everywhere: %s"
                            .formatted(text));
        }
        return new TextPattern(pattern);
    }

    /// A pattern to search with, which may match the empty text.
    ///
    /// @throws IllegalArgumentException if it is no such pattern or is too large
    public static TextPattern search(String text) {
        if (text.length() > PATTERN_MAX) {
            throw new IllegalArgumentException(
                    "a pattern has at most %d characters".formatted(PATTERN_MAX));
        }
        checkRepetitions(text);
        return new TextPattern(compiled(text));
    }

    private static Pattern compiled(String text) {
        try {
            return Pattern.compile(text, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "not a pattern of RE2 (look-around and back-references are not offered): %s"
                            .formatted(e.getMessage()),
                    e);
        }
    }

    /// Nested counts multiply the compiled pattern, so their product is bounded.
    private static void checkRepetitions(String text) {
        long product = 1;
        Matcher counts = COUNTED.matcher(text);
        while (counts.find()) {
            product *= Math.max(1, Math.max(count(counts.group(1)), count(counts.group(2))));
            if (product > REPETITIONS_MAX) {
                throw new IllegalArgumentException(
                        "the counts of a pattern multiply to at most %d"
                                .formatted(REPETITIONS_MAX));
            }
        }
    }

    private static long count(String digits) {
        if (digits.isEmpty()) {
            return 1;
        }
        return digits.length() > 4 ? Integer.MAX_VALUE : Long.parseLong(digits);
    }

    /// @throws IllegalArgumentException if `replacement` refers to a group that is not there
    void checkReplacement(String replacement) {
        for (int i = replacement.indexOf('$'); i >= 0; i = replacement.indexOf('$', i + 2)) {
            char next = i + 1 < replacement.length() ? replacement.charAt(i + 1) : ' ';
            if (next != '$' && !(next >= '0' && next <= '9' && next - '0' <= group())) {
                throw new IllegalArgumentException(
                        "after a $ comes the number of a group, 0 to %d, or another $"
                                .formatted(group()));
            }
        }
    }

    /// @throws IllegalArgumentException if a backslash of `replacement` is followed by something
    ///   other than the number of a group that is there, or another backslash
    public void checkBackslashed(String replacement) {
        for (int i = replacement.indexOf('\\'); i >= 0; i = replacement.indexOf('\\', i + 2)) {
            char next = i + 1 < replacement.length() ? replacement.charAt(i + 1) : ' ';
            if (next != '\\' && !(next >= '0' && next <= '9' && next - '0' <= group())) {
                throw new IllegalArgumentException(
                        "after a backslash comes the number of a group, 0 to %d, or another backslash"
                                .formatted(group()));
            }
        }
    }

    /// The first match; empty without one.
    public Optional<String> firstMatch(String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /// The text with the first match replaced; `\0` to `\9` are its groups, `\\` is a backslash.
    public String replaceFirstBackslashed(String text, String replacement) {
        return replaced(text, replacement, 1);
    }

    /// The same for every match.
    public String replaceAllBackslashed(String text, String replacement) {
        return replaced(text, replacement, Integer.MAX_VALUE);
    }

    private String replaced(String text, String replacement, int times) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        for (int i = 0; i < times && matcher.find(); i++) {
            out.append(text, at, matcher.start());
            append(out, matcher, replacement, '\\');
            at = matcher.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    private int group() {
        return Math.min(9, pattern.groupCount());
    }

    /// The text with every match replaced; unchanged where nothing matches.
    ///
    /// @param replacement where `$0` to `$9` are the match's groups and `$$` is a dollar
    public String replaceAll(String text, String replacement) {
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (matcher.find()) {
            out.append(text, at, matcher.start());
            append(out, matcher, replacement, '$');
            at = matcher.end();
        }
        return out.append(text, at, text.length()).toString();
    }

    private static void append(StringBuilder out, Matcher matcher, String replacement, char mark) {
        for (int i = 0; i < replacement.length(); i++) {
            char c = replacement.charAt(i);
            if (c != mark) {
                out.append(c);
                continue;
            }
            char next = replacement.charAt(++i);
            String group = next == mark ? String.valueOf(mark) : matcher.group(next - '0');
            out.append(group == null ? "" : group);
        }
    }
}
