package dev.trawl.testkit.reference;

import dev.trawl.plan.Function;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/// Functions of text, code point by code point.
final class ReferenceText {
    private static final int NO_ESCAPE = -1;

    private ReferenceText() {}

    static Object apply(Function function, List<Object> a) {
        String text = (String) a.getFirst();
        return switch (function) {
            case CONCAT -> a.stream().map(String.class::cast).collect(Collectors.joining());
            case UPPER -> map(text, c -> isYoung(c) ? c : Character.toUpperCase(c));
            case LOWER -> map(text, c -> isYoung(c) ? c : Character.toLowerCase(c));
            case TRIM -> withoutTrailing(withoutLeading(text));
            case LTRIM -> withoutLeading(text);
            case RTRIM -> withoutTrailing(text);
            case CHAR_LENGTH -> (long) codePoints(text).length;
            case SUBSTRING ->
                    a.size() == 2
                            ? substring(text, (Long) a.get(1))
                            : substring(text, (Long) a.get(1), (Long) a.get(2));
            case POSITION -> position(text, (String) a.get(1));
            case REPLACE -> {
                String search = (String) a.get(1);
                yield search.isEmpty() ? text : text.replace(search, (String) a.get(2));
            }
            case STARTS_WITH -> text.startsWith((String) a.get(1));
            case LIKE -> {
                int escape = a.size() == 3 ? ((String) a.get(2)).codePointAt(0) : NO_ESCAPE;
                int[] pattern = codePoints((String) a.get(1));
                checkPattern(pattern, escape);
                yield matches(codePoints(text), 0, pattern, 0, escape);
            }
            default -> throw new IllegalArgumentException(function.text());
        };
    }

    static String withoutLeading(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return text.substring(at);
    }

    static String withoutTrailing(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    private static String map(String text, IntUnaryOperator mapping) {
        return string(text.codePoints().map(mapping).toArray());
    }

    /// Whether the mapping came with Unicode 16: Trawl has that of Unicode 15, as DuckDB does.
    private static boolean isYoung(int codePoint) {
        return codePoint == 0x019B
                || codePoint == 0x0264
                || codePoint == 0x1C89
                || codePoint == 0x1C8A
                || codePoint >= 0xA7CB && codePoint <= 0xA7CD
                || codePoint >= 0xA7DA && codePoint <= 0xA7DC
                || codePoint >= 0x10D50 && codePoint <= 0x10D85;
    }

    private static int[] codePoints(String text) {
        return text.codePoints().toArray();
    }

    private static String string(int... codePoints) {
        return new String(codePoints, 0, codePoints.length);
    }

    /// Characters at positions from `start`, counted from 1.
    private static String substring(String text, long start) {
        return piece(codePoints(text), start, Long.MAX_VALUE);
    }

    private static String substring(String text, long start, long length) {
        if (length < 0) {
            throw ReferenceNumbers.invalidArgument();
        }
        boolean isEndless = start > Long.MAX_VALUE - length;
        return piece(codePoints(text), start, isEndless ? Long.MAX_VALUE : start + length);
    }

    private static String piece(int[] text, long start, long end) {
        long from = Math.min(Math.max(start, 1), text.length + 1L);
        long to = Math.min(Math.max(end, from), text.length + 1L);
        return string(Arrays.copyOfRange(text, Math.toIntExact(from - 1), Math.toIntExact(to - 1)));
    }

    private static long position(String search, String text) {
        int at = text.indexOf(search);
        return at < 0 ? 0 : text.codePointCount(0, at) + 1L;
    }

    private static void checkPattern(int[] pattern, int escape) {
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i] == escape) {
                i++;
                if (i == pattern.length) {
                    throw ReferenceNumbers.invalidArgument();
                }
            }
        }
    }

    private static boolean matches(int[] text, int at, int[] pattern, int p, int escape) {
        if (p == pattern.length) {
            return at == text.length;
        }
        if (pattern[p] == escape) {
            return at < text.length
                    && text[at] == pattern[p + 1]
                    && matches(text, at + 1, pattern, p + 2, escape);
        }
        if (pattern[p] == '%') {
            return matches(text, at, pattern, p + 1, escape)
                    || at < text.length && matches(text, at + 1, pattern, p, escape);
        }
        return at < text.length
                && (pattern[p] == '_' || pattern[p] == text[at])
                && matches(text, at + 1, pattern, p + 1, escape);
    }
}
