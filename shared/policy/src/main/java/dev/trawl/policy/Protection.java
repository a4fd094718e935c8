package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// Whether a change lowers protection: whether somebody could see more after it than before. It is
/// judged by the rules, not by who exists: what is not surely harmless lowers.
public final class Protection {
    private final PolicySet before;
    private final PolicySet after;
    private final List<Lowered> lowered = new ArrayList<>();

    private Protection(PolicySet before, PolicySet after) {
        this.before = before;
        this.after = after;
    }

    /// What lowers it.
    ///
    /// @param kind of the resource that does, as `Policy`
    public record Lowered(String kind, String reason) {}

    /// Everything that lowers protection, in an order of its own; nothing for a change that does
    /// not.
    public static List<Lowered> lowered(
            PolicySet before,
            CatalogSnapshot catalogBefore,
            PolicySet after,
            CatalogSnapshot catalogAfter) {
        Protection protection = new Protection(before, after);
        protection.rules();
        protection.purposes();
        protection.principals();
        Exposure.between(catalogBefore, catalogAfter)
                .forEach(e -> protection.catalog(e, catalogAfter));
        return List.copyOf(protection.lowered);
    }

    private void rules() {
        Map<String, Rule> then = byId(before);
        Map<String, Rule> now = byId(after);
        then.forEach((id, rule) -> {
            Rule changed = now.get(id);
            String reason =
                    changed == null
                            ? RuleChange.removed(rule)
                            : RuleChange.changed(rule, changed, after.rules());
            if (!reason.isEmpty()) {
                add("Policy", "rule %s %s".formatted(id, reason));
            }
        });
        now.forEach((id, rule) -> {
            if (!then.containsKey(id)) {
                String reason = RuleChange.added(rule, after.rules());
                if (!reason.isEmpty()) {
                    add("Policy", "rule %s %s".formatted(id, reason));
                }
            }
        });
    }

    private static Map<String, Rule> byId(PolicySet policies) {
        Map<String, Rule> rules = new TreeMap<>();
        policies.rules().forEach(rule -> rules.put(rule.id(), rule));
        return rules;
    }

    /// Where no condition reads the purpose, only rules that name it depend on one.
    private void purposes() {
        boolean isRead =
                List.of(before, after).stream()
                        .flatMap(p -> p.rules().stream())
                        .flatMap(r -> r.conditions().stream())
                        .anyMatch(c -> c.text().contains("purpose"));
        Map<String, Purpose> then = before.purposes();
        Map<String, Purpose> now = after.purposes();
        for (String name : new TreeSet<>(now.keySet())) {
            Purpose known = then.get(name);
            Purpose purpose = Objects.requireNonNull(now.get(name));
            if (known == null && isRead) {
                add(
                        "Purpose",
                        "purpose %s is new, and conditions read the purpose".formatted(name));
            }
            if (known != null && !known.claimableBy().containsAll(purpose.claimableBy())) {
                add("Purpose", "purpose %s may be claimed by more groups".formatted(name));
            }
        }
        for (String name : new TreeSet<>(then.keySet())) {
            if (!now.containsKey(name) && isRead) {
                add(
                        "Purpose",
                        "purpose %s is removed, and conditions read the purpose".formatted(name));
            }
        }
    }

    private void principals() {
        Map<String, Principal> then = before.machines();
        Map<String, Principal> now = after.machines();
        for (String name : new TreeSet<>(now.keySet())) {
            if (!then.containsKey(name)) {
                add("Principal", "principal %s is new".formatted(name));
            } else if (!Objects.equals(then.get(name), now.get(name))) {
                add("Principal", "principal %s changes".formatted(name));
            }
        }
    }

    private void catalog(Exposure exposure, CatalogSnapshot catalog) {
        CatalogTable table = catalog.tables().get(exposure.table());
        boolean isExposed =
                switch (exposure.kind()) {
                    case CHANGED -> true;
                    case NEW_TABLE -> table == null || isAllowed(table);
                    case NEW_COLUMN ->
                            table == null
                                    || table.column(Objects.requireNonNull(exposure.column()))
                                            .filter(c -> isNamed(table, c))
                                            .isPresent();
                };
        if (isExposed) {
            add("Dataset", exposure.reason());
        }
    }

    private boolean isAllowed(CatalogTable table) {
        Target target = Target.of(table);
        return after.rules().stream()
                .filter(r -> r.effect() == Effect.ALLOW)
                .anyMatch(r -> r.resources().stream().anyMatch(target::isSelectedBy));
    }

    /// Whether a rule shows the column although nobody has classified it.
    private boolean isNamed(CatalogTable table, CatalogColumn column) {
        Target target = Target.of(table);
        return after.rules().stream()
                .filter(r -> r.effect() == Effect.ALLOW)
                .filter(r -> r.resources().stream().anyMatch(target::isSelectedBy))
                .anyMatch(r -> r.shown().names(column));
    }

    private void add(String kind, String reason) {
        lowered.add(new Lowered(kind, reason));
    }
}
