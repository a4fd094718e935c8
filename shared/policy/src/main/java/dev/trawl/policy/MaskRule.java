package dev.trawl.policy;

import dev.trawl.protocol.Mask;
import java.util.Comparator;

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
            case Mask.Hash _ -> 2;
            case Mask.Partial _ -> 3;
            case Mask.PassThrough _ -> 4;
        };
    }

    private static int shown(Mask mask) {
        return mask instanceof Mask.Partial partial ? partial.first() + partial.last() : 0;
    }

    static String describe(Mask mask) {
        return switch (mask) {
            case Mask.Null _ -> "shown as NULL";
            case Mask.Redact redact -> "shown as '%s'".formatted(redact.replacement());
            case Mask.Hash hash -> "shown as a pseudonym of domain %s".formatted(hash.domain());
            case Mask.Partial partial ->
                    "shown with only its first %d and last %d characters"
                            .formatted(partial.first(), partial.last());
            case Mask.PassThrough _ -> "shown in the clear";
        };
    }
}
