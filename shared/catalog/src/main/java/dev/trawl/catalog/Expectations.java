package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.schema.SchemaProblem;
import java.util.List;
import java.util.Set;

/// What a Check's schema cannot say of its expectations.
final class Expectations {
    private static final Set<String> RULES =
            Set.of(
                    "rowCount",
                    "missing",
                    "unique",
                    "valid",
                    "freshness",
                    "schema",
                    "distribution",
                    "sql");
    private static final Set<String> COUNTED = Set.of("missing", "unique", "valid", "sql");
    private static final Set<String> VALID = Set.of("pattern", "min", "max", "in", "reference");

    private Expectations() {}

    static void check(JsonNode expectations, List<SchemaProblem> problems) {
        for (int i = 0; i < expectations.size(); i++) {
            check(expectations.path(i), "/spec/expect/" + i, problems);
        }
    }

    private static void check(JsonNode node, String pointer, List<SchemaProblem> problems) {
        List<String> rules = RULES.stream().filter(node::has).sorted().toList();
        if (rules.size() != 1) {
            problems.add(
                    new SchemaProblem(
                            pointer,
                            rules.isEmpty()
                                    ? "expects nothing; it needs one of "
                                            + RULES.stream().sorted().toList()
                                    : "expects several things, %s; make one of each"
                                            .formatted(rules)));
            return;
        }
        String rule = rules.getFirst();
        boolean isTolerant = node.has("allowed") || node.has("allowedPercent");
        if (isTolerant && !COUNTED.contains(rule)) {
            problems.add(
                    new SchemaProblem(
                            pointer, "counts no wrong rows, so that none can be allowed: " + rule));
        }
        if (rule.equals("valid") && VALID.stream().noneMatch(node.path(rule)::has)) {
            problems.add(
                    new SchemaProblem(
                            pointer + "/valid",
                            "needs one of " + VALID.stream().sorted().toList()));
        }
        if ((rule.equals("rowCount") || rule.equals("distribution"))
                && !hasBounds(node.path(rule))) {
            problems.add(new SchemaProblem(pointer + "/" + rule, "has no bounds"));
        }
    }

    private static boolean hasBounds(JsonNode rule) {
        return rule.has("min") || rule.has("max") || rule.has("average") || rule.has("distinct");
    }
}
