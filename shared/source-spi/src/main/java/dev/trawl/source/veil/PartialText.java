package dev.trawl.source.veil;

import dev.trawl.protocol.Mask;

/// The first and last code points of a text, the others each replaced.
final class PartialText {
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
}
