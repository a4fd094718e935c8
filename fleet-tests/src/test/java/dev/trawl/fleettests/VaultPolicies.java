package dev.trawl.fleettests;

import java.util.List;
import java.util.Random;

/// Policies under which readers of the first and the second world see alike what {@link
/// HiddenWorld} made: several for each world, drawn at random, equal for both.
final class VaultPolicies {
    static final int COUNT = 5;
    private static final List<String> TEAMS =
            List.of(
                    "rowFilter: \"team = 'red'\"",
                    "rowFilter: \"team = principal.team\"",
                    "rowFilter: \"team in ('red', 'crimson')\"",
                    "rowFilter: \"team like 'r_d'\"",
                    "mandatoryFilter: \"team = 'red'\"");
    private static final List<String> SCORES =
            List.of("rowFilter: \"score > 10\"", "mandatoryFilter: \"not (score <= 10)\"");
    private static final List<String> KINDS =
            List.of(
                    "rowFilter: \"kind in ('open', 'shut')\"",
                    "rowFilter: \"kind <> 'secret' and kind <> 'Open'\"",
                    "mandatoryFilter: \"kind = 'open' or kind = 'shut'\"");

    /// They show what is alike.
    private static final List<String> EMAILS =
            List.of(
                    "{ type: hash, domain: person }",
                    "{ type: hash, domain: person }",
                    "{ type: partial, first: 5, replacement: \"-\" }",
                    "{ type: regex_replace, pattern: \"[0-9]+\", replacement: \"#\" }",
                    "redact",
                    "\"null\"");

    private static final List<String> AGES =
            List.of(
                    "{ type: bucket_number, buckets: [0, 20, 40] }",
                    "{ type: hash, domain: person }",
                    "\"null\"");

    /// They map alike what differs.
    private static final List<String> NAMES =
            List.of(
                    "{ type: partial, first: 1, replacement: \"*\" }",
                    "{ type: regex_replace, pattern: \"[a-z]\", replacement: \"*\" }",
                    "{ type: redact, replacement: \"-\" }",
                    "\"null\"");

    private static final List<String> NOTES =
            List.of(
                    "{ type: redact, replacement: \"-\" }",
                    "{ type: regex_replace, pattern: \"[a-z]+\", replacement: \"x\" }",
                    "\"null\"");
    private static final List<String> SALARIES =
            List.of("\"null\"", "{ type: bucket_number, buckets: [0] }");
    private static final List<String> LIMITS =
            List.of(
                    "maxRows: 7",
                    "aggregateOnly: { minimumGroupSize: 2, dimensions: [id, score] }");
    private static final String LIMIT =
            """
                - name: limit
                  effect: restrict
                  resources: ["lake.${mark}.vault_notes"]
                  subjects: { groups: ["${group}"] }
            """;

    private final Random random;

    private VaultPolicies(long seed) {
        this.random = new Random(seed);
    }

    /// The group whose members read under one of the policies.
    static String group(Side side, int number) {
        return "vault_%s_%d".formatted(side.mark(), number);
    }

    static String of(Side side, long seed) {
        VaultPolicies policies = new VaultPolicies(Asked.spread(seed + 1));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < COUNT; i++) {
            text.append(i == 0 ? "" : "---\n");
            text.append(policies.policy(side, i));
        }
        return text.toString();
    }

    private String policy(Side side, int number) {
        return """
        kind: Policy
        name: %s
        spec:
          attributes: { team: varchar }
          rules:
        %s%s%s%s\
        """
                .formatted(
                        group(side, number), people(), notes(), events(), rule("large", TEAMS, ""))
                .replace("${group}", group(side, number))
                .replace("${mark}", side.mark());
    }

    /// By one rule, or by two that admit different rows and mask them differently.
    private String people() {
        if (random.nextInt(3) > 0) {
            return person("people", pick(TEAMS));
        }
        int boundary = random.nextInt(40);
        return person("young", "rowFilter: \"team = 'red' and id < %d\"".formatted(boundary))
                + person("old", "rowFilter: \"team = 'red' and id >= %d\"".formatted(boundary));
    }

    private String person(String name, String filter) {
        return rule(
                name,
                List.of(filter),
                mask("salary", pick(SALARIES))
                        + mask("name", pick(NAMES))
                        + maybe("email", EMAILS)
                        + maybe("age", AGES)
                        + maybe("joined", List.of("{ type: bucket_date, precision: month }")));
    }

    private String notes() {
        String rule = rule("notes", SCORES, mask("note", pick(NOTES)) + maybe("owner", EMAILS));
        return random.nextInt(3) > 0 ? rule : rule + LIMIT + "      " + pick(LIMITS) + "\n";
    }

    private String events() {
        return rule("events", KINDS, mask("detail", pick(NOTES)));
    }

    private String rule(String name, List<String> filters, String masks) {
        String head =
                switch (name) {
                    case "notes" ->
                            head(name, "lake", "vault_notes", "id, owner, score, note, amount");
                    case "events" -> head(name, "lake", "vault_events", "id, kind, detail, amount");
                    case "large" -> head(name, "shop", "vault_large", "id, team, amount");
                    default ->
                            head(
                                    name,
                                    "shop",
                                    "vault",
                                    "id, team, email, name, salary, age, joined");
                };
        return head
                + "      %s\n".formatted(pick(filters))
                + (masks.isEmpty() ? "" : "      masks:\n" + masks);
    }

    private static String head(String name, String source, String table, String columns) {
        return """
            - name: %s
              actions: [read, describe]
              resources: ["%s.${mark}.%s"]
              subjects: { groups: ["${group}"] }
              columns: { include: [%s] }
        """
                .formatted(name, source, table, columns);
    }

    private String maybe(String column, List<String> masks) {
        return random.nextBoolean() ? mask(column, pick(masks)) : "";
    }

    private static String mask(String column, String mask) {
        return "        - { columns: [%s], mask: %s }\n".formatted(column, mask);
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
