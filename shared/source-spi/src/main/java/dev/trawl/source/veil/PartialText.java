package dev.trawl.source.veil;

import dev.trawl.protocol.Mask;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The first and last code points of a text, the others each replaced.
final class PartialText {
    private static final char ASCII_MAX = 0x7f;

    private PartialText() {}

    static String of(String text, Mask.Partial mask) {
        int length = text.codePointCount(0, text.length());
        if (length <= mask.first() + mask.last()) {
            return mask.replacement().repeat(length);
        }
        int hidden = length - mask.first() - mask.last();
        int from = text.offsetByCodePoints(0, mask.first());
        int to = text.offsetByCodePoints(from, hidden);
        return text.substring(0, from) + mask.replacement().repeat(hidden) + text.substring(to);
    }

    /// The same in UTF-8; of ASCII, which most texts are, byte by byte.
    static byte[] of(byte[] text, Mask.Partial mask) {
        char replacement = mask.replacement().charAt(0);
        if (replacement > ASCII_MAX || !isAscii(text)) {
            return of(new String(text, StandardCharsets.UTF_8), mask)
                    .getBytes(StandardCharsets.UTF_8);
        }
        byte[] shown = text.clone();
        boolean isWhole = text.length <= mask.first() + mask.last();
        Arrays.fill(
                shown,
                isWhole ? 0 : mask.first(),
                isWhole ? text.length : text.length - mask.last(),
                (byte) replacement);
        return shown;
    }

    private static boolean isAscii(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
