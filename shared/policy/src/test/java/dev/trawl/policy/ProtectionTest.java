package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProtectionTest {
    private static final String PLAIN = "resources: [bookings.*], subjects: { groups: [ops, hr] }";
    private static final String MASKED =
            PLAIN + ", masks: [{ columns: [email], mask: redact }], maxRows: 10";
    private static final String DENY =
            "effect: deny, resources: [bookings.*], subjects: { groups: [hr] }";
    private static final String RESTRICT =
            "effect: restrict, resources: [bookings.*], masks: [{ columns: [email], mask: redact }]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    may allow more                     | groups: [ops, hr]  | groups: [ops, hr, all]
                    may allow more                     | subjects: { groups: [ops, hr] } | subjects: { any: true }
                    may allow more                     | resources: [bookings.*] | resources: [bookings.*, sales.*]
                    may allow more                     | resources: [bookings.*] | resources: ["*"]
                    """)
    void aRuleThatAllowsMoreLowers(String reason, String from, String to) {
        assertThat(change(PLAIN, PLAIN.replace(from, to)))
                .singleElement()
                .asString()
                .startsWith("rule p.r " + reason);
    }

    @Test
    void narrowingAPlainRuleThatAllowsDoesNot() {
        assertThat(change(PLAIN, PLAIN.replace("[ops, hr]", "[ops]"))).isEmpty();
        assertThat(change(PLAIN, PLAIN + ", condition: \"principal.level == 'a'\"")).isEmpty();
        assertThat(change(PLAIN, PLAIN + ", rowFilter: \"origin = 'OSL'\"")).isEmpty();
        assertThat(change(PLAIN, PLAIN + ", locations: [10.0.0.0/8]")).isEmpty();
        assertThat(change(PLAIN, PLAIN + ", columns: { exclude: [email] }")).isEmpty();
        assertThat(change(PLAIN, PLAIN + ", columns: { include: [notes] }"))
                .as("a column that is named is shown before it is classified")
                .containsExactly(
                        "rule p.r may allow more: its scope, columns or row filter change");
        assertThat(change(PLAIN, PLAIN + ", masks: [{ columns: [email], mask: redact }]"))
                .isEmpty();
        assertThat(change(PLAIN, PLAIN + ", rate: { requests: 5, per: day }")).isEmpty();
        String rate = PLAIN + ", rate: { rows: 5, per: day }";
        assertThat(change(rate, rate.replace("rows: 5", "rows: 4, bytes: 7"))).isEmpty();
        assertThat(change(rate, rate.replace("rows: 5", "rows: 6")))
                .containsExactly("rule p.r loses or changes a limit");
        assertThat(change(rate, rate.replace("rows: 5", "bytes: 5"))).hasSize(1);
        assertThat(change(PLAIN, "")).isEmpty();
    }

    @Test
    void narrowingOneThatAlsoRestrictsDoes() {
        assertThat(change(MASKED, MASKED.replace("[ops, hr]", "[ops]")))
                .containsExactly(
                        "rule p.r holds in fewer cases, and so do its masks, mandatory filter or"
                                + " limits");
        assertThat(change(MASKED, MASKED + ", rowFilter: \"origin = 'OSL'\"")).hasSize(1);
        assertThat(change(MASKED, ""))
                .containsExactly("rule p.r is removed, with its masks, mandatory filter or limits");
        assertThat(change(MASKED, PLAIN + ", maxRows: 10"))
                .containsExactly("rule p.r loses or changes a mask");
        assertThat(change(MASKED, MASKED.replace("redact", "{ type: partial, first: 9 }")))
                .containsExactly("rule p.r loses or changes a mask");
        assertThat(change(MASKED, MASKED.replace("maxRows: 10", "maxRows: 11")))
                .containsExactly("rule p.r loses or changes a limit");
        assertThat(change(MASKED, MASKED.replace("maxRows: 10", "maxRows: 9"))).isEmpty();
    }

    @Test
    void newRulesThatAllowLowerAndOthersDoNot() {
        assertThat(change("", PLAIN)).containsExactly("rule p.r is new and allows");
        assertThat(change("", DENY)).isEmpty();
        assertThat(change("", RESTRICT)).isEmpty();
    }

    @Test
    void whatDeniesOrRestrictsMayOnlyGrow() {
        assertThat(change(DENY, "")).containsExactly("rule p.r is removed: it denies");
        assertThat(change(DENY, DENY.replace("[hr]", "[hr, ops]"))).isEmpty();
        assertThat(change(DENY, DENY.replace("[hr]", "[ops]")))
                .containsExactly("rule p.r may deny less");
        assertThat(change(DENY, DENY + ", columns: { include: [email] }"))
                .containsExactly("rule p.r may deny less");
        assertThat(change(RESTRICT, "")).containsExactly("rule p.r is removed: it restricts");
        assertThat(change(RESTRICT, RESTRICT + ", mandatoryFilter: \"origin = 'OSL'\"")).isEmpty();
        assertThat(change(RESTRICT, RESTRICT + ", rowFilter: \"origin = 'OSL'\""))
                .containsExactly("rule p.r may restrict less: its scope or row filter change");
        assertThat(
                        change(
                                RESTRICT,
                                RESTRICT.replace("restrict,", "deny,").replaceAll(", masks.*", "")))
                .containsExactly("rule p.r changes its effect from restrict to deny");
    }

    @Test
    void aMaskThatGoesBeforeAStricterOneLowers() {
        String weak =
                "effect: restrict, resources: [bookings.*], masks: [{ columns: [email], mask: {"
                        + " type: partial, first: 9 }, priority: 10 }]";
        String other = "{ name: s, %s }".formatted(RESTRICT);
        assertThat(lowered(policy(other), policy(other, "{ name: r, %s }".formatted(weak))))
                .containsExactly("rule p.r is new, and a mask of it goes before others");
        assertThat(
                        lowered(
                                policy(other),
                                policy(
                                        other,
                                        "{ name: r, %s }"
                                                .formatted(
                                                        weak.replace(
                                                                "priority: 10", "priority: 50")))))
                .as("a tie goes to the stricter one")
                .isEmpty();
    }

    @Test
    void purposesAndPrincipals() {
        PolicyResource purpose =
                Fixture.resource(PolicyResource.Kind.PURPOSE, "x", "{ claimableBy: [ops] }");
        PolicyResource wider =
                Fixture.resource(PolicyResource.Kind.PURPOSE, "x", "{ claimableBy: [ops, hr] }");
        PolicyResource machine =
                Fixture.resource(PolicyResource.Kind.PRINCIPAL, "job", "{ groups: [ops] }");
        PolicyResource reads =
                policy("{ name: r, %s, condition: \"purpose == ''\" }".formatted(DENY));

        assertThat(lowered(List.of(), List.of(purpose))).isEmpty();
        assertThat(lowered(List.of(reads), List.of(reads, purpose)))
                .containsExactly("purpose x is new, and conditions read the purpose");
        assertThat(lowered(List.of(purpose), List.of(wider)))
                .containsExactly("purpose x may be claimed by more groups");
        assertThat(lowered(List.of(wider), List.of(purpose))).isEmpty();
        assertThat(lowered(List.of(), List.of(machine))).containsExactly("principal job is new");
        assertThat(lowered(List.of(machine), List.of())).isEmpty();
    }

    @Test
    void tagsMappingsAndNewDatasets() {
        PolicySet policies = Fixture.compiled(policy("{ name: r, %s }".formatted(PLAIN)));
        CatalogTable known = Fixture.bookings();
        assertThat(catalogs(policies, with(known, Set.of(), known.columns(), Map.of())))
                .containsExactly("the tags of dataset bookings.public.bookings change");
        assertThat(
                        catalogs(
                                policies,
                                with(known, known.tags(), known.columns(), Map.of("table", "x"))))
                .containsExactly("dataset bookings.public.bookings is mapped elsewhere");
        List<CatalogColumn> untagged = new ArrayList<>(known.columns());
        untagged.set(2, new CatalogColumn("email", Type.Simple.VARCHAR, Set.of(), true, ""));
        assertThat(catalogs(policies, with(known, known.tags(), untagged, Map.of())))
                .containsExactly(
                        "tags, type or classification of column email of dataset"
                                + " bookings.public.bookings change");
        List<CatalogColumn> more = new ArrayList<>(known.columns());
        more.add(new CatalogColumn("found", Type.Simple.VARCHAR, Set.of(), false, ""));
        assertThat(catalogs(policies, with(known, known.tags(), more, Map.of())))
                .as("nobody sees it before it is classified")
                .isEmpty();
        CatalogTable selected = renamed(known, "bookings.public.other");
        CatalogTable unselected = renamed(known, "sales.public.other");
        assertThat(catalogs(policies, known, selected))
                .containsExactly("dataset bookings.public.other is new");
        assertThat(catalogs(policies, known, unselected)).isEmpty();
    }

    /// What is certified harmless shows nobody more: compared by decisions on generated policies.
    @Test
    void whatDoesNotLowerShowsNobodyMore() {
        int harmless = 0;
        for (int seed = 0; seed < 400; seed++) {
            harmless += PolicyPropertiesTest.assertHarmlessIfSaidSo(seed) ? 1 : 0;
        }
        assertThat(harmless).isGreaterThan(10);
    }

    private static List<String> change(String before, String after) {
        return lowered(policies(before), policies(after));
    }

    private static List<PolicyResource> policies(String rule) {
        return rule.isEmpty() ? List.of() : List.of(policy("{ name: r, %s }".formatted(rule)));
    }

    private static PolicyResource policy(String... rules) {
        return Fixture.policy("p", "rules: [%s]".formatted(String.join(", ", rules)));
    }

    private static List<String> lowered(PolicyResource before, PolicyResource after) {
        return lowered(List.of(before), List.of(after));
    }

    private static List<String> lowered(List<PolicyResource> before, List<PolicyResource> after) {
        return Protection.lowered(
                        Fixture.compiled(before.toArray(PolicyResource[]::new)),
                        Fixture.CATALOG,
                        Fixture.compiled(after.toArray(PolicyResource[]::new)),
                        Fixture.CATALOG)
                .stream()
                .map(Protection.Lowered::reason)
                .toList();
    }

    private static List<String> catalogs(PolicySet policies, CatalogTable... tables) {
        Map<TableName, CatalogTable> after = new HashMap<>();
        for (CatalogTable table : tables) {
            after.put(table.name(), table);
        }
        return Protection.lowered(
                        policies,
                        Fixture.CATALOG,
                        policies,
                        new CatalogSnapshot("h", Fixture.CATALOG.sources(), after, Map.of()))
                .stream()
                .map(Protection.Lowered::reason)
                .toList();
    }

    private static CatalogTable with(
            CatalogTable table,
            Set<String> tags,
            List<CatalogColumn> columns,
            Map<String, String> mapping) {
        return new CatalogTable(
                table.name(), table.dataset(), tags, table.owner(), "", columns, mapping, 5);
    }

    private static CatalogTable renamed(CatalogTable table, String name) {
        return new CatalogTable(
                TableName.parse(name),
                "other",
                table.tags(),
                table.owner(),
                "",
                table.columns(),
                Map.of(),
                -1);
    }
}
