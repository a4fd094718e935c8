package dev.trawl.cli;

/// Text that is safe to print: a value of a table must not control the terminal.
final class Terminal {

    private Terminal() {}

    /// The text with control characters written out.
    static String plain(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length() + 8);
        text.chars().forEach(c -> append(plain, c));
        return plain.toString();
    }

    private static void append(StringBuilder plain, int c) {
        switch (c) {
            case '\n' -> plain.append("\\n");
            case '\t' -> plain.append("\\t");
            case '\r' -> plain.append("\\r");
            default -> {
                if (Character.isISOControl(c)) {
                    plain.append(String.format("\\u%04x", c));
                } else {
                    plain.append((char) c);
                }
            }
        }
    }
}
