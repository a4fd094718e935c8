package dev.trawl.policy;

import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who sees values of a pseudonym domain both hashed and in clear can match them: for every group
/// that a rule names, decides what a member sees and looks for both.
final class PseudonymLint {
    private static final int GROUPS_MAX = 200;

    private final PolicySet policies;
    private final CatalogSnapshot catalog;

    private PseudonymLint(PolicySet policies, CatalogSnapshot catalog) {
        this.policies = policies;
        this.catalog = catalog;
    }

    static List<Finding> check(PolicySet policies, CatalogSnapshot catalog) {
        Map<String, Set<ColumnSelector>> domains = new TreeMap<>();
        for (Rule rule : policies.rules()) {
            for (MaskRule mask : rule.masks()) {
                if (mask.mask() instanceof Mask.Hash(String domain)) {
                    domains.computeIfAbsent(domain, _ -> new java.util.HashSet<>())
                            .add(mask.columns());
                }
            }
        }
        if (domains.isEmpty()) {
            return List.of();
        }
        Set<String> groups = new TreeSet<>();
        policies.rules().forEach(r -> groups.addAll(r.subjects().groups()));
        PseudonymLint lint = new PseudonymLint(policies, catalog);
        List<Finding> findings = new ArrayList<>();
        groups.stream().limit(GROUPS_MAX).forEach(g -> findings.addAll(lint.check(g, domains)));
        return findings;
    }

    private List<Finding> check(String group, Map<String, Set<ColumnSelector>> domains) {
        List<GrantedRelation> seen = seen(group);
        List<Finding> findings = new ArrayList<>();
        domains.forEach((domain, selectors) -> {
            Set<String> hashed = new TreeSet<>();
            Set<String> clear = new TreeSet<>();
            for (GrantedRelation relation : seen) {
                CatalogTable table = catalog.table(relation.table()).orElseThrow();
                for (GrantedColumn shown : relation.columns()) {
                    CatalogColumn column = table.column(shown.name()).orElseThrow();
                    String name = relation.table() + "." + shown.name();
                    if (isHashed(shown, domain)) {
                        hashed.add(name);
                    } else if (isClear(shown)
                            && selectors.stream().anyMatch(s -> s.matches(column))) {
                        clear.add(name);
                    }
                }
            }
            if (!hashed.isEmpty() && !clear.isEmpty()) {
                findings.add(
                        new Finding(
                                Finding.Severity.WARNING,
                                "group " + group,
                                "sees values of the domain %s in clear (%s) and hashed (%s)"
                                        .formatted(
                                                domain,
                                                String.join(", ", clear),
                                                String.join(", ", hashed)),
                                "who has both can match pseudonyms with values"));
            }
        });
        return findings;
    }

    private List<GrantedRelation> seen(String group) {
        int bar = group.lastIndexOf('|');
        Principal member =
                new Principal(
                        bar < 0 ? "lint" : group.substring(0, bar),
                        "member",
                        Set.of(group.substring(bar + 1)),
                        Map.of(),
                        Set.of(),
                        Instant.MAX);
        List<TableName> tables = catalog.tables().keySet().stream().sorted().toList();
        return policies
                .decide(
                        new PolicyRequest(member, null, Action.READ, null, Instant.EPOCH, tables),
                        catalog)
                .tables()
                .stream()
                .flatMap(d -> java.util.stream.Stream.ofNullable(d.relation()))
                .toList();
    }

    private static boolean isHashed(GrantedColumn column, String domain) {
        return column.masks().stream()
                .map(MaskCase::mask)
                .anyMatch(m -> m instanceof Mask.Hash(String d) && d.equals(domain));
    }

    private static boolean isClear(GrantedColumn column) {
        return column.masks().isEmpty()
                || column.masks().stream().anyMatch(m -> m.mask() instanceof Mask.PassThrough)
                || column.masks().stream().noneMatch(m -> m.when() == null);
    }
}
