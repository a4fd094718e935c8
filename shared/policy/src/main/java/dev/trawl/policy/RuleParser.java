package dev.trawl.policy;

import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads one rule of a policy.
final class RuleParser {
    private static final int LIST_MAX = 200;
    private static final int CONDITIONS_MAX = 20;
    private static final int MEMBERS_MAX = 8;
    static final Set<String> FIELDS =
            Set.of(
                    "name",
                    "description",
                    "effect",
                    "actions",
                    "resource",
                    "resources",
                    "columns",
                    "subjects",
                    "purposes",
                    "destinations",
                    "locations",
                    "condition",
                    "conditions",
                    "rowFilter",
                    "mandatoryFilter",
                    "masks",
                    "aggregateOnly",
                    "maxRows",
                    "rate");
    private static final Set<Action> DATA_ACTIONS =
            EnumSet.of(
                    Action.READ,
                    Action.WRITE,
                    Action.EXPORT,
                    Action.SUBSCRIBE,
                    Action.DESCRIBE,
                    Action.SCAN);

    private final String policy;
    private final Map<String, Type> attributes;

    RuleParser(String policy, Map<String, Type> attributes) {
        this.policy = policy;
        this.attributes = attributes;
    }

    Rule parse(Spec spec, int number) {
        spec.allow(FIELDS);
        Effect effect =
                spec.field("effect").exists()
                        ? spec.field("effect").choice(Effect.values()).orElse(Effect.ALLOW)
                        : Effect.ALLOW;
        List<ResourceSelector> resources = new SelectorParser().resources(spec);
        Rule rule =
                new Rule(
                        policy,
                        name(spec.field("name"), number),
                        effect,
                        actions(spec.field("actions"), effect, resources),
                        resources,
                        spec.field("columns").exists()
                                ? new SelectorParser().columns(spec.field("columns"))
                                : null,
                        subjects(spec.field("subjects"), effect),
                        Set.copyOf(spec.field("purposes").texts(LIST_MAX)),
                        SelectorParser.globs(spec.field("destinations")),
                        new SelectorParser().locations(spec.field("locations")),
                        conditions(spec),
                        filter(spec.field("rowFilter")),
                        filter(spec.field("mandatoryFilter")),
                        new MaskParser().parse(spec.field("masks")),
                        aggregateOnly(spec.field("aggregateOnly")),
                        rowsMax(spec.field("maxRows")),
                        rate(spec.field("rate")));
        checkEffect(spec, rule);
        return rule;
    }

    private static String name(Spec spec, int number) {
        String name = spec.text(48).orElse("rule_" + number);
        if (!name.matches("[a-z][a-z0-9_]{0,47}")) {
            spec.problem("a name has 1 to 48 of a-z, 0-9 and _, not '%s'".formatted(name));
        }
        return name;
    }

    private static Set<Action> actions(Spec spec, Effect effect, List<ResourceSelector> resources) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        spec.items(LIST_MAX).forEach(item -> item.choice(Action.values()).ifPresent(actions::add));
        if (!spec.exists()) {
            if (effect != Effect.ALLOW) {
                return EnumSet.allOf(Action.class);
            }
            actions.add(Action.READ);
        }
        // Who may use a dataset in any way may know that it exists.
        boolean isAboutData =
                resources.stream().anyMatch(ResourceSelector.Tables.class::isInstance);
        if (effect == Effect.ALLOW
                && isAboutData
                && actions.stream().anyMatch(DATA_ACTIONS::contains)) {
            actions.add(Action.DESCRIBE);
        }
        return actions;
    }

    private static SubjectSelector subjects(Spec spec, Effect effect) {
        if (!spec.exists()) {
            if (effect == Effect.ALLOW) {
                spec.problem("is missing: a rule that allows says whom, `any: true` for everybody");
            }
            return SubjectSelector.ANYONE;
        }
        return new SelectorParser().subjects(spec);
    }

    private static List<Condition> conditions(Spec spec) {
        List<Condition> conditions = new ArrayList<>();
        spec.field("condition")
                .text(Condition.CHARACTERS_MAX)
                .ifPresent(text -> conditions.add(new Condition(text, Condition.Names.DECLARED)));
        for (Spec item : spec.field("conditions").items(CONDITIONS_MAX)) {
            item.text(Condition.CHARACTERS_MAX)
                    .ifPresent(text ->
                            conditions.add(new Condition(text, Condition.Names.ATTRIBUTES)));
        }
        return conditions;
    }

    private @Nullable FilterText filter(Spec spec) {
        Optional<String> text = spec.text(FilterText.CHARACTERS_MAX);
        return text.map(sql -> new FilterText(sql, attributes)).orElse(null);
    }

    private static @Nullable AggregateRule aggregateOnly(Spec spec) {
        if (!spec.exists()) {
            return null;
        }
        spec.allow(Set.of("minimumGroupSize", "count", "dimensions"));
        int groupMin = spec.field("minimumGroupSize").required().integer(2);
        return spec.checked(s ->
                        new AggregateRule(
                                groupMin,
                                s.field("count").texts(MEMBERS_MAX),
                                s.field("dimensions").texts(LIST_MAX)))
                .orElse(null);
    }

    private static @Nullable Long rowsMax(Spec spec) {
        if (!spec.exists()) {
            return null;
        }
        int rows = spec.integer(1);
        if (rows < 1) {
            spec.problem("is at least 1, not " + rows);
            return null;
        }
        return (long) rows;
    }

    private static @Nullable RateRule rate(Spec spec) {
        if (!spec.exists()) {
            return null;
        }
        spec.allow(Set.of("requests", "rows", "bytes", "per"));
        Spec requests = spec.field("requests");
        Integer number = requests.exists() ? (Integer) requests.integer(1) : null;
        Long rows = spec.field("rows").number().orElse(null);
        Long bytes = spec.field("bytes").number().orElse(null);
        Optional<RateRule.Per> per = spec.field("per").required().choice(RateRule.Per.values());
        return per.flatMap(p -> spec.checked(_ -> new RateRule(number, rows, bytes, p)))
                .orElse(null);
    }

    /// What does not go together would be overlooked, so it is refused.
    private static void checkEffect(Spec spec, Rule rule) {
        switch (rule.effect()) {
            case ALLOW -> {}
            case DENY -> {
                refuse(spec, "rowFilter", "a rule that denies holds for whole tables or columns");
                refuse(spec, "mandatoryFilter", "a rule that denies has no filters");
                refuse(spec, "masks", "a rule that denies has no masks");
                refuse(spec, "aggregateOnly", "a rule that denies shows no aggregates");
                refuse(spec, "maxRows", "a rule that denies shows no rows");
                refuse(spec, "rate", "a rule that denies lets nothing be asked for");
            }
            case RESTRICT -> {
                refuse(spec, "columns", "a rule that restricts shows no columns");
                if (rule.masks().stream()
                        .anyMatch(m -> m.mask() instanceof dev.trawl.protocol.Mask.PassThrough)) {
                    spec.field("masks")
                            .problem(
                                    "pass_through belongs to a rule that allows, so that it holds"
                                            + " only for rows that the rule admits");
                }
            }
        }
    }

    private static void refuse(Spec spec, String field, String reason) {
        if (spec.field(field).exists()) {
            spec.field(field).problem(reason);
        }
    }
}
