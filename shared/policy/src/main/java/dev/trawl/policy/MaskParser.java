package dev.trawl.policy;

import dev.trawl.protocol.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the masks of a rule.
final class MaskParser {
    private static final int MASKS_MAX = 200;
    private static final int LIST_MAX = 100;

    List<MaskRule> parse(Spec spec) {
        List<MaskRule> masks = new ArrayList<>();
        for (Spec item : spec.items(MASKS_MAX)) {
            item.allow(Set.of("columns", "tags", "mask", "priority"));
            if (!item.field("columns").exists() && !item.field("tags").exists()) {
                item.problem("names neither columns nor tags");
            }
            ColumnSelector columns =
                    new ColumnSelector(
                            SelectorParser.globs(item.field("columns")),
                            SelectorParser.globs(item.field("tags")),
                            List.of(),
                            List.of());
            int priority = item.field("priority").integer(MaskRule.PRIORITY_DEFAULT);
            mask(item.field("mask"))
                    .flatMap(mask ->
                            item.field("priority")
                                    .checked(_ -> new MaskRule(columns, mask, priority)))
                    .ifPresent(masks::add);
        }
        return masks;
    }

    private static Optional<Mask> mask(Spec spec) {
        if (spec.isText()) {
            return spec.text(40).flatMap(type -> mask(spec, type));
        }
        Optional<String> type = spec.field("type").text(40);
        if (type.isEmpty() && spec.field("operator").exists()) {
            return spec.field("operator").text(40).flatMap(t -> nested(spec, t));
        }
        if (type.isEmpty()) {
            spec.field("type").problem("is missing");
        }
        return type.flatMap(t -> mask(spec, t));
    }

    /// The shape of older policies: fields under the mask's own name, if it has any.
    private static Optional<Mask> nested(Spec spec, String type) {
        spec.allow(Set.of("operator", type));
        return mask(spec.field(type).exists() ? spec.field(type) : Spec.empty(spec), type);
    }

    private static Optional<Mask> mask(Spec spec, String type) {
        return switch (type) {
            case "null" -> fields(spec, Set.of()).checked(_ -> new Mask.Null());
            case "pass_through" -> fields(spec, Set.of()).checked(_ -> new Mask.PassThrough());
            case "redact" ->
                    fields(spec, Set.of("replacement"))
                            .checked(s ->
                                    new Mask.Redact(
                                            s.field("replacement")
                                                    .text(Mask.TEXT_MAX)
                                                    .orElse("REDACTED")));
            case "hash" ->
                    fields(spec, Set.of("domain"))
                            .checked(s -> new Mask.Hash(s.field("domain").text(48).orElse("")));
            case "partial" ->
                    fields(spec, Set.of("first", "last", "replacement"))
                            .checked(s ->
                                    new Mask.Partial(
                                            s.field("first").integer(0),
                                            s.field("last").integer(0),
                                            s.field("replacement").text(2).orElse("*")));
            case "bucket_number" ->
                    fields(spec, Set.of("buckets"))
                            .checked(s ->
                                    new Mask.BucketNumber(s.field("buckets").numbers(LIST_MAX)));
            case "bucket_date" ->
                    fields(spec, Set.of("precision"))
                            .field("precision")
                            .required()
                            .choice(Mask.BucketDate.Unit.values())
                            .map(Mask.BucketDate::new);
            case "regex_replace" ->
                    fields(spec, Set.of("pattern", "replacement"))
                            .checked(s ->
                                    new Mask.RegexReplace(
                                            s.field("pattern").text(Mask.TEXT_MAX).orElse(""),
                                            s.field("replacement").text(Mask.TEXT_MAX).orElse("")));
            case "rand_pattern" ->
                    fields(spec, Set.of("pattern"))
                            .checked(s ->
                                    new Mask.RandPattern(
                                            s.field("pattern").text(Mask.TEXT_MAX).orElse("")));
            default -> {
                spec.problem(
                        "there is no mask '%s', only null, redact, rand_pattern, hash,"
                                        .formatted(type)
                                + " bucket_number, bucket_date, partial, regex_replace and"
                                + " pass_through");
                yield Optional.empty();
            }
        };
    }

    private static Spec fields(Spec spec, Set<String> fields) {
        if (!spec.isText()) {
            Set<String> allowed = new java.util.HashSet<>(fields);
            allowed.add("type");
            spec.allow(allowed);
        }
        return spec;
    }
}
