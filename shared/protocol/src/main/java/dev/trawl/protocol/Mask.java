package dev.trawl.protocol;

import dev.trawl.plan.Type;

/// What is shown instead of a column's value. NULL stays NULL under every mask.
public sealed interface Mask {
    int TEXT_MAX = 256;

    /// Always NULL, of the same type.
    record Null() implements Mask {}

    /// A constant text instead of every value.
    record Redact(String replacement) implements Mask {
        public Redact {
            checkText(replacement);
        }
    }

    /// A pseudonym: HMAC-SHA-256 of the value under the key of the domain, as 64 lower-case
    /// hexadecimal digits. Equal values have equal pseudonyms in every source that holds the
    /// domain's key.
    record Hash(String domain) implements Mask {
        public Hash {
            if (!domain.matches("[a-z][a-z0-9_]{0,47}")) {
                throw new IllegalArgumentException("no pseudonym domain: '%s'".formatted(domain));
            }
        }
    }

    /// The first and last code points of the text, the others each replaced; a text of at most
    /// `first + last` code points is replaced whole.
    record Partial(int first, int last, String replacement) implements Mask {
        private static final int KEEP_MAX = 64;

        public Partial {
            if (first < 0 || last < 0 || first > KEEP_MAX || last > KEEP_MAX) {
                throw new IllegalArgumentException(
                        "partial keeps 0 to %d characters, not %d and %d"
                                .formatted(KEEP_MAX, first, last));
            }
            if (replacement.codePointCount(0, replacement.length()) != 1) {
                throw new IllegalArgumentException("partial replaces by one character");
            }
        }
    }

    /// The value itself: an exemption from masks of lower precedence.
    record PassThrough() implements Mask {}

    /// Type of a masked column of `type`.
    static Type resultType(Mask mask, Type type) {
        return switch (mask) {
            case Null _, PassThrough _ -> type;
            case Redact _, Hash _, Partial _ -> Type.Simple.VARCHAR;
        };
    }

    private static void checkText(String text) {
        if (text.length() > TEXT_MAX) {
            throw new IllegalArgumentException(
                    "a replacement has at most %d characters".formatted(TEXT_MAX));
        }
    }
}
