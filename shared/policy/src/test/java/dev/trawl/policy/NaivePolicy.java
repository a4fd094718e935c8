package dev.trawl.policy;

import dev.trawl.policy.GeneratedRule.Atom;
import dev.trawl.policy.GeneratedRule.GeneratedMask;
import dev.trawl.policy.GeneratedRule.Truth;
import dev.trawl.protocol.Mask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The policy language by the letter of its reference, one row and column at a time, without
/// combining anything. Slow and obvious.
final class NaivePolicy {
    private static final List<Class<? extends Mask>> STRICTEST_FIRST =
            List.of(
                    Mask.Null.class,
                    Mask.Redact.class,
                    Mask.RandPattern.class,
                    Mask.Hash.class,
                    Mask.BucketNumber.class,
                    Mask.BucketDate.class,
                    Mask.Partial.class,
                    Mask.RegexReplace.class,
                    Mask.PassThrough.class);

    private final List<GeneratedRule> rules;

    NaivePolicy(List<GeneratedRule> rules, Set<String> groups) {
        this.rules =
                rules.stream()
                        .filter(r ->
                                r.groups().isEmpty()
                                        || r.groups().stream().anyMatch(groups::contains))
                        .toList();
    }

    boolean permits() {
        return !allowing().isEmpty()
                && rules.stream()
                        .noneMatch(r ->
                                r.effect() == Effect.DENY
                                        && r.columns() == null
                                        && r.holds() != Truth.FALSE);
    }

    boolean showsColumn(String column) {
        boolean hidden =
                rules.stream()
                        .anyMatch(r ->
                                r.effect() == Effect.DENY
                                        && r.columns() != null
                                        && r.columns().contains(column)
                                        && r.holds() != Truth.FALSE);
        return !hidden && allowing().stream().anyMatch(r -> shows(r, column));
    }

    boolean showsRow(@Nullable String origin, @Nullable Long fare) {
        if (admitting(origin, fare).isEmpty()) {
            return false;
        }
        for (GeneratedRule rule : rules) {
            Atom filter = rule.mandatory();
            if (filter == null || rule.holds() == Truth.FALSE) {
                continue;
            }
            if (rule.holds() == Truth.UNKNOWN || !Objects.equals(filter.of(origin, fare), true)) {
                return false;
            }
        }
        return true;
    }

    /// What is done to a value in a visible row; nothing if it is shown.
    Optional<Mask> mask(String column, @Nullable String origin, @Nullable Long fare) {
        List<GeneratedRule> admitting = admitting(origin, fare);
        if (admitting.stream().noneMatch(r -> shows(r, column))) {
            return Optional.of(new Mask.Null());
        }
        List<GeneratedMask> masks = new ArrayList<>();
        admitting.forEach(r -> masks.addAll(r.masks()));
        for (GeneratedRule rule : rules) {
            if (rule.effect() == Effect.RESTRICT && restricts(rule, origin, fare)) {
                masks.addAll(rule.masks());
            }
        }
        return masks.stream()
                .filter(m -> m.column().equals(column))
                .min(
                        Comparator.comparingInt(GeneratedMask::priority)
                                .thenComparingInt(m -> STRICTEST_FIRST.indexOf(m.mask().getClass()))
                                .thenComparingInt(NaivePolicy::characters)
                                .thenComparing(m -> m.mask().toString()))
                .map(GeneratedMask::mask)
                .filter(m -> !(m instanceof Mask.PassThrough));
    }

    private static boolean restricts(
            GeneratedRule rule, @Nullable String origin, @Nullable Long fare) {
        return switch (rule.holds()) {
            case FALSE -> false;
            case UNKNOWN -> true;
            case TRUE ->
                    rule.filter() == null || !Objects.equals(rule.filter().of(origin, fare), false);
        };
    }

    private static int characters(GeneratedMask mask) {
        return switch (mask.mask()) {
            case Mask.Partial partial -> partial.first() + partial.last();
            case Mask.BucketNumber buckets -> buckets.bounds().size();
            default -> 0;
        };
    }

    private List<GeneratedRule> allowing() {
        return rules.stream()
                .filter(r -> r.effect() == Effect.ALLOW && r.holds() == Truth.TRUE)
                .toList();
    }

    private List<GeneratedRule> admitting(@Nullable String origin, @Nullable Long fare) {
        return allowing().stream()
                .filter(r ->
                        r.filter() == null || Objects.equals(r.filter().of(origin, fare), true))
                .toList();
    }

    private static boolean shows(GeneratedRule rule, String column) {
        List<String> columns = rule.columns();
        return columns == null ? !column.equals("notes") : columns.contains(column);
    }
}
