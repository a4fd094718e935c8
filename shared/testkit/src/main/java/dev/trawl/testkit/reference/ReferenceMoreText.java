package dev.trawl.testkit.reference;

import dev.trawl.plan.Function;
import dev.trawl.protocol.TextPattern;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions that make, take apart, match or hash text.
final class ReferenceMoreText {
    private ReferenceMoreText() {}

    static @Nullable Object apply(Function function, List<Object> a) {
        return switch (function) {
            case ENDS_WITH -> ((String) a.getFirst()).endsWith((String) a.getLast());
            case REVERSE -> new StringBuilder((String) a.getFirst()).reverse().toString();
            case INITCAP -> initcap((String) a.getFirst());
            case REPEAT -> repeat((String) a.getFirst(), (Long) a.getLast());
            case LPAD, RPAD -> pad(function, (String) a.get(0), (Long) a.get(1), (String) a.get(2));
            case SPLIT_PART -> part((String) a.get(0), (String) a.get(1), (Long) a.get(2));
            case TRANSLATE -> translate((String) a.get(0), (String) a.get(1), (String) a.get(2));
            case ASCII -> first((String) a.getFirst());
            case CHR -> character((Long) a.getFirst());
            case MD5 -> hash("MD5", (String) a.getFirst());
            case SHA256 -> hash("SHA-256", (String) a.getFirst());
            case REGEXP_LIKE -> pattern(a).firstMatch((String) a.getFirst()).isPresent();
            case REGEXP_SUBSTR -> pattern(a).firstMatch((String) a.getFirst()).orElse(null);
            case REGEXP_REPLACE ->
                    pattern(a).replaceFirstBackslashed((String) a.get(0), (String) a.get(2));
            case REGEXP_REPLACE_ALL ->
                    pattern(a).replaceAllBackslashed((String) a.get(0), (String) a.get(2));
            default -> throw new IllegalArgumentException(function.text());
        };
    }

    private static String initcap(String text) {
        StringBuilder result = new StringBuilder();
        boolean isWithin = false;
        for (int c : text.codePoints().toArray()) {
            String one = Character.toString(c);
            result.append(
                    ReferenceText.apply(isWithin ? Function.LOWER : Function.UPPER, List.of(one)));
            isWithin = isOfWord(c);
        }
        return result.toString();
    }

    private static boolean isOfWord(int c) {
        int type = Character.getType(c);
        return Character.isLetter(c)
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static TextPattern pattern(List<Object> a) {
        return TextPattern.search((String) a.get(1));
    }

    private static long first(String text) {
        return text.isEmpty() ? 0 : text.codePointAt(0);
    }

    private static String repeat(String text, long times) {
        if (text.isEmpty() || times < 1) {
            return "";
        }
        if (times > Function.TEXT_MAX / text.codePointCount(0, text.length())) {
            throw ReferenceNumbers.outOfRange();
        }
        return text.repeat(Math.toIntExact(times));
    }

    private static String pad(Function function, String text, long length, String fill) {
        if (length > Function.TEXT_MAX) {
            throw ReferenceNumbers.outOfRange();
        }
        int[] points = text.codePoints().toArray();
        int size = Math.toIntExact(Math.max(0, length));
        if (points.length >= size || fill.isEmpty()) {
            return new String(points, 0, Math.min(size, points.length));
        }
        int[] fills = fill.codePoints().toArray();
        StringBuilder filling = new StringBuilder();
        for (int i = 0; i < size - points.length; i++) {
            filling.appendCodePoint(fills[i % fills.length]);
        }
        return function == Function.LPAD ? filling + text : text + filling;
    }

    private static String part(String text, String separator, long part) {
        if (part == 0) {
            throw ReferenceNumbers.invalidArgument();
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        int at = separator.isEmpty() ? -1 : text.indexOf(separator);
        while (at >= 0) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
            at = text.indexOf(separator, from);
        }
        parts.add(text.substring(from));
        long index = part > 0 ? part - 1 : parts.size() + part;
        return index >= 0 && index < parts.size() ? parts.get(Math.toIntExact(index)) : "";
    }

    private static String translate(String text, String from, String to) {
        int[] search = from.codePoints().toArray();
        int[] by = to.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            int at = 0;
            while (at < search.length && search[at] != c) {
                at++;
            }
            if (at == search.length) {
                out.appendCodePoint(c);
            } else if (at < by.length) {
                out.appendCodePoint(by[at]);
            }
        }
        return out.toString();
    }

    private static String character(long number) {
        boolean isSurrogate =
                number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE;
        if (number < 1 || number > Character.MAX_CODE_POINT || isSurrogate) {
            throw ReferenceNumbers.invalidArgument();
        }
        return Character.toString(Math.toIntExact(number));
    }

    private static String hash(String algorithm, String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance(algorithm)
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
