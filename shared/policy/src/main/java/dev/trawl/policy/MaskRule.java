package dev.trawl.policy;

import dev.trawl.protocol.Mask;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/// A mask and the columns that it is for.
///
/// @param priority 1 to 100; the lowest number wins, a tie goes to the stricter mask
public record MaskRule(ColumnSelector columns, Mask mask, int priority) {
    static final int PRIORITY_DEFAULT = 50;
    private static final int PRIORITY_MAX = 100;

    /// Total: masks that compare equal are equal in all but their columns.
    static final Comparator<MaskRule> PRECEDENCE =
            Comparator.comparingInt(MaskRule::priority)
                    .thenComparingInt(m -> strictness(m.mask()))
                    .thenComparingInt(m -> shown(m.mask()))
                    .thenComparing(m -> m.mask().toString());

    public MaskRule {
        if (priority < 1 || priority > PRIORITY_MAX) {
            throw new IllegalArgumentException(
                    "a priority is 1 to %d, not %d".formatted(PRIORITY_MAX, priority));
        }
    }

    /// From what shows nothing to what shows all.
    private static int strictness(Mask mask) {
        return switch (mask) {
            case Mask.Null _ -> 0;
            case Mask.Redact _ -> 1;
            case Mask.RandPattern _ -> 2;
            case Mask.Hash _ -> 3;
            case Mask.BucketNumber _ -> 4;
            case Mask.BucketDate _ -> 5;
            case Mask.Partial _ -> 6;
            case Mask.RegexReplace _ -> 7;
            case Mask.PassThrough _ -> 8;
        };
    }

    /// Of masks of one kind, how much one shows.
    private static int shown(Mask mask) {
        return switch (mask) {
            case Mask.Partial partial -> partial.first() + partial.last();
            case Mask.BucketNumber buckets -> buckets.bounds().size();
            case Mask.BucketDate bucket ->
                    switch (bucket.unit()) {
                        case YEAR -> 0;
                        case QUARTER -> 1;
                        case MONTH -> 2;
                        case WEEK -> 3;
                        case DAY -> 4;
                        case HOUR -> 5;
                    };
            case Mask.Null _,
                    Mask.Redact _,
                    Mask.RandPattern _,
                    Mask.Hash _,
                    Mask.RegexReplace _,
                    Mask.PassThrough _ ->
                    0;
        };
    }

    static String describe(Mask mask) {
        return switch (mask) {
            case Mask.Null _ -> "shown as NULL";
            case Mask.Redact redact -> "shown as '%s'".formatted(redact.replacement());
            case Mask.RandPattern random ->
                    "shown as a random text such as '%s'".formatted(random.pattern());
            case Mask.Hash hash -> "shown as a pseudonym of domain %s".formatted(hash.domain());
            case Mask.BucketNumber buckets ->
                    "shown as the greatest of %s that it reaches"
                            .formatted(
                                    buckets.bounds().stream()
                                            .map(BigDecimal::toPlainString)
                                            .collect(Collectors.joining(", ")));
            case Mask.BucketDate bucket ->
                    "shown as the beginning of its %s"
                            .formatted(bucket.unit().name().toLowerCase(Locale.ROOT));
            case Mask.Partial partial ->
                    "shown with only its first %d and last %d characters"
                            .formatted(partial.first(), partial.last());
            case Mask.RegexReplace regex ->
                    "shown with '%s' for what matches %s"
                            .formatted(regex.replacement(), regex.pattern());
            case Mask.PassThrough _ -> "shown in the clear";
        };
    }
}
