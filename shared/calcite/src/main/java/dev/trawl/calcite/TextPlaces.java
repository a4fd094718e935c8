package dev.trawl.calcite;

import dev.trawl.protocol.SqlPosition;

/// Lines and columns of a text, as the parser counts them, and offsets.
final class TextPlaces {
    private TextPlaces() {}

    /// @param line from 1, as is `column`
    static int offset(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line; i++) {
            int end = lineEnd(text, start);
            start = end < text.length() && isPair(text, end) ? end + 2 : end + 1;
        }
        return start + column - 1;
    }

    static SqlPosition position(String text, int offset) {
        int start = 0;
        for (int line = 1; ; line++) {
            int end = lineEnd(text, start);
            int next = end < text.length() && isPair(text, end) ? end + 2 : end + 1;
            if (offset < next || end >= text.length()) {
                return new SqlPosition(line, offset - start + 1);
            }
            start = next;
        }
    }

    private static int lineEnd(String text, int start) {
        int i = start;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    private static boolean isPair(String text, int at) {
        return text.charAt(at) == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
    }
}
