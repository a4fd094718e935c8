package dev.trawl.protocol;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.util.List;

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

    /// A number becomes the greatest of the bounds that it reaches; below the first bound it is
    /// NULL. NaN, which is greater than every number, becomes the last bound.
    ///
    /// @param bounds ascending
    record BucketNumber(List<BigDecimal> bounds) implements Mask {
        private static final int BOUNDS_MAX = 64;

        public BucketNumber {
            bounds = bounds.stream().map(BucketNumber::plain).toList();
            if (bounds.isEmpty() || bounds.size() > BOUNDS_MAX) {
                throw new IllegalArgumentException(
                        "bucket_number has 1 to %d bounds".formatted(BOUNDS_MAX));
            }
            for (int i = 1; i < bounds.size(); i++) {
                if (bounds.get(i - 1).compareTo(bounds.get(i)) >= 0) {
                    throw new IllegalArgumentException(
                            "the bounds of bucket_number ascend, %s does not come before %s"
                                    .formatted(
                                            bounds.get(i - 1).toPlainString(),
                                            bounds.get(i).toPlainString()));
                }
            }
        }

        private static BigDecimal plain(BigDecimal bound) {
            BigDecimal plain = bound.signum() == 0 ? BigDecimal.ZERO : bound.stripTrailingZeros();
            if (plain.scale() > Type.Decimal.PRECISION_MAX
                    || plain.precision() - plain.scale() > Type.Decimal.PRECISION_MAX
                    || plain.precision() > Type.Decimal.PRECISION_MAX) {
                throw new IllegalArgumentException(
                        "a bound of bucket_number has at most %d digits"
                                .formatted(Type.Decimal.PRECISION_MAX));
            }
            return plain.scale() < 0 ? plain.setScale(0) : plain;
        }
    }

    /// The beginning of the hour, day, week (Monday), month, quarter or year; of instants in UTC.
    record BucketDate(Unit unit) implements Mask {
        /// From the finest to the coarsest.
        public enum Unit {
            HOUR,
            DAY,
            WEEK,
            MONTH,
            QUARTER,
            YEAR
        }
    }

    /// The value's text with every match of a pattern replaced; a text without a match is shown as
    /// it is. See {@link TextPattern} for both texts.
    record RegexReplace(String pattern, String replacement) implements Mask {
        private static final int REPLACEMENT_MAX = 64;

        public RegexReplace {
            if (replacement.length() > REPLACEMENT_MAX) {
                throw new IllegalArgumentException(
                        "a replacement of a pattern has at most %d characters"
                                .formatted(REPLACEMENT_MAX));
            }
            TextPattern.of(pattern).checkReplacement(replacement);
        }
    }

    /// A random text that has nothing to do with the value: `#` becomes a digit, `?` a lower-case
    /// letter, all else is itself. Drawn for each row that is read.
    record RandPattern(String pattern) implements Mask {
        private static final int PATTERN_MAX = 64;

        public RandPattern {
            if (pattern.length() > PATTERN_MAX) {
                throw new IllegalArgumentException(
                        "rand_pattern has at most %d characters".formatted(PATTERN_MAX));
            }
            if (pattern.indexOf('#') < 0 && pattern.indexOf('?') < 0) {
                throw new IllegalArgumentException(
                        "rand_pattern has a # for a digit or a ? for a letter; use redact for a"
                                + " text that is always the same");
            }
        }
    }

    /// The value itself: an exemption from masks of lower precedence.
    record PassThrough() implements Mask {}

    /// Type of a masked column of `type`.
    static Type resultType(Mask mask, Type type) {
        return switch (mask) {
            case Null _, PassThrough _, BucketNumber _, BucketDate _ -> type;
            case Redact _, Hash _, Partial _, RegexReplace _, RandPattern _ -> Type.Simple.VARCHAR;
        };
    }

    /// Whether values of `type` can be shown under the mask.
    static boolean fits(Mask mask, Type type) {
        return switch (mask) {
            case Null _, PassThrough _ -> true;
            case Redact _, Hash _, Partial _, RegexReplace _, RandPattern _ ->
                    Casts.exists(type, Type.Simple.VARCHAR);
            case BucketNumber buckets ->
                    type.isNumeric() && buckets.bounds().stream().allMatch(b -> fits(b, type));
            case BucketDate bucket ->
                    type.isPointInTime()
                            && (type != Type.Simple.DATE || bucket.unit() != BucketDate.Unit.HOUR);
        };
    }

    private static boolean fits(BigDecimal bound, Type type) {
        try {
            Literals.fromText(bound.toPlainString(), type);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// The mask's name in policies and messages.
    static String name(Mask mask) {
        return switch (mask) {
            case Null _ -> "null";
            case Redact _ -> "redact";
            case Hash _ -> "hash";
            case Partial _ -> "partial";
            case BucketNumber _ -> "bucket_number";
            case BucketDate _ -> "bucket_date";
            case RegexReplace _ -> "regex_replace";
            case RandPattern _ -> "rand_pattern";
            case PassThrough _ -> "pass_through";
        };
    }

    private static void checkText(String text) {
        if (text.length() > TEXT_MAX) {
            throw new IllegalArgumentException(
                    "a replacement has at most %d characters".formatted(TEXT_MAX));
        }
    }
}
