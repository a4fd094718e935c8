package dev.trawl.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads the text form of types.
public final class TypeParser {
    private static final int DEPTH_MAX = 32;

    private final String text;
    private int at;

    private TypeParser(String text) {
        this.text = text;
    }

    /// @throws IllegalArgumentException if `text` is not exactly what {@link Type#text} gives
    public static Type parse(String text) {
        TypeParser parser = new TypeParser(text);
        Type type = parser.type(0);
        if (parser.at != text.length() || !type.text().equals(text)) {
            throw parser.noSuchType();
        }
        return type;
    }

    static String quote(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private Type type(int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "a type is nested deeper than %d levels".formatted(DEPTH_MAX));
        }
        String word = word();
        return switch (word) {
            case "decimal" -> {
                expect('(');
                int precision = number();
                expect(',');
                int scale = number();
                expect(')');
                yield new Type.Decimal(precision, scale);
            }
            case "array" -> {
                expect('(');
                Type element = type(depth + 1);
                expect(')');
                yield new Type.Array(element);
            }
            case "map" -> {
                expect('(');
                Type key = type(depth + 1);
                expect(',');
                Type value = type(depth + 1);
                expect(')');
                yield new Type.Mapping(key, value);
            }
            case "row" -> row(depth);
            default -> simple(word);
        };
    }

    private Type row(int depth) {
        expect('(');
        List<Field> fields = new ArrayList<>();
        do {
            String name = quoted();
            expect(' ');
            fields.add(new Field(name, type(depth + 1)));
        } while (accept(','));
        expect(')');
        return new Type.Row(fields);
    }

    private Type simple(String word) {
        for (Type.Simple simple : Type.Simple.values()) {
            if (simple.name().toLowerCase(Locale.ROOT).equals(word)) {
                return simple;
            }
        }
        throw noSuchType();
    }

    private String word() {
        int start = at;
        while (at < text.length()
                && (text.charAt(at) == '_' || text.charAt(at) >= 'a' && text.charAt(at) <= 'z')) {
            at++;
        }
        return text.substring(start, at);
    }

    private int number() {
        int start = at;
        while (at < text.length() && at - start < 4 && Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw noSuchType();
        }
        return Integer.parseInt(text, start, at, 10);
    }

    private String quoted() {
        expect('"');
        StringBuilder name = new StringBuilder();
        while (true) {
            int end = text.indexOf('"', at);
            if (end < 0) {
                throw noSuchType();
            }
            name.append(text, at, end);
            at = end + 1;
            if (!accept('"')) {
                return name.toString();
            }
            name.append('"');
        }
    }

    private boolean accept(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw noSuchType();
        }
    }

    private IllegalArgumentException noSuchType() {
        return new IllegalArgumentException(
                "no such type: '%s' (at character %d)".formatted(text, at + 1));
    }
}
