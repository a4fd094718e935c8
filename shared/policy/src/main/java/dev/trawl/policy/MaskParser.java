package dev.trawl.policy;

import dev.trawl.protocol.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the masks of a rule.
final class MaskParser {
    private static final int MASKS_MAX = 200;

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
        if (type.isEmpty()) {
            spec.field("type").problem("is missing");
        }
        return type.flatMap(t -> mask(spec, t));
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
            default -> {
                spec.problem(
                        "there is no mask '%s', only null, redact, hash, partial and pass_through"
                                .formatted(type));
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
