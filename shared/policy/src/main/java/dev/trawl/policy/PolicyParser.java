package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads resources; all problems are noted, none is thrown.
final class PolicyParser {
    private static final int RULES_MAX = 200;
    private static final int LIST_MAX = 500;

    private final List<Problem> problems = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Purpose> purposes = new HashMap<>();
    private final Map<String, Principal> machines = new HashMap<>();

    static PolicyParser parse(List<PolicyResource> resources) {
        PolicyParser parser = new PolicyParser();
        resources.forEach(parser::read);
        return parser;
    }

    List<Problem> problems() {
        return problems;
    }

    List<Rule> rules() {
        return rules;
    }

    Map<String, Purpose> purposes() {
        return purposes;
    }

    Map<String, Principal> machines() {
        return machines;
    }

    private void read(PolicyResource resource) {
        Spec spec = Spec.of(resource, problems);
        switch (resource.kind()) {
            case POLICY -> policy(resource.name(), spec);
            case PURPOSE -> {
                spec.allow(Set.of("claimableBy", "description"));
                Set<String> groups = Set.copyOf(spec.field("claimableBy").texts(LIST_MAX));
                purposes.put(resource.name(), new Purpose(resource.name(), groups));
            }
            case PRINCIPAL -> machines.put(resource.name(), principal(resource.name(), spec));
        }
    }

    private void policy(String name, Spec spec) {
        spec.allow(Set.of("rules", "attributes", "description", "type"));
        RuleParser parser = new RuleParser(name, attributes(spec.field("attributes")));
        Set<String> names = new HashSet<>();
        int number = 0;
        for (Spec item : spec.field("rules").items(RULES_MAX)) {
            Rule rule = parser.parse(item, ++number);
            if (!names.add(rule.name())) {
                item.field("name").problem("two rules have the name '%s'".formatted(rule.name()));
            }
            rules.add(rule);
        }
    }

    private static Map<String, Type> attributes(Spec spec) {
        Map<String, Type> attributes = new HashMap<>();
        spec.entries()
                .forEach((name, type) ->
                        type.text(100)
                                .flatMap(t -> type.checked(_ -> TypeParser.parse(t)))
                                .ifPresent(t -> attributes.put(name, t)));
        return attributes;
    }

    /// A principal that is declared, not proved by a token: it may claim the purposes listed.
    private static Principal principal(String name, Spec spec) {
        spec.allow(Set.of("groups", "claims", "purposes", "description"));
        return PrincipalParser.principal(Principal.MACHINE_ISSUER, name, spec);
    }
}
