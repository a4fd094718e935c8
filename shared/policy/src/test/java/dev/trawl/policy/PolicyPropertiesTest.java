package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.plan.Expr;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Decisions on generated policies are those of the naive reading, whatever the order.
final class PolicyPropertiesTest {
    private static final int POLICIES = 600;
    private static final Principal OPS =
            Fixture.principal(
                    Set.of("ops"),
                    Map.of(
                            "department", new Claim.Text("ops"),
                            "station", new Claim.Text("OSL"),
                            "stations", new Claim.Texts(List.of("OSL", "BGO"))));

    @Test
    void aDecisionDoesWhatTheNaiveReadingSays() {
        int permits = 0;
        for (int seed = 0; seed < POLICIES; seed++) {
            List<GeneratedRule> rules = rules(spread(seed));
            NaivePolicy naive = new NaivePolicy(rules, Set.of("ops"));
            TableDecision decision = Fixture.decide(Fixture.compiled(resources(rules)), OPS);
            GrantedRelation relation = decision.relation();
            assertThat(relation != null).as("seed %d %s", seed, rules).isEqualTo(naive.permits());
            if (relation != null) {
                permits++;
                assertAlike(relation, naive, "seed %d %s".formatted(seed, rules));
            }
        }
        assertThat(permits).isGreaterThan(POLICIES / 3);
    }

    @Test
    void anotherDenyNeverWidens() {
        GeneratedRule deny =
                new GeneratedRule(
                        "r9",
                        Effect.DENY,
                        List.of(),
                        GeneratedRule.Truth.TRUE,
                        GeneratedRule.Truth.TRUE,
                        List.of("email", "fare"),
                        null,
                        null,
                        List.of());
        for (int seed = 0; seed < 150; seed++) {
            List<GeneratedRule> rules = rules(spread(seed));
            List<GeneratedRule> more = new ArrayList<>(rules);
            more.add(deny);
            assertNotWider(rules, more, OPS, OPS, "seed " + seed);
        }
    }

    @Test
    void anExemptionLessNeverWidens() {
        for (int seed = 0; seed < 300; seed++) {
            List<GeneratedRule> rules = rules(spread(seed));
            List<GeneratedRule> less =
                    rules.stream().map(GeneratedRule::withoutExemptions).toList();
            assertNotWider(rules, less, OPS, OPS, "seed " + seed);
        }
    }

    @Test
    void aMissingAttributeNeverWidens() {
        Principal bare = Fixture.principal(Set.of("ops"), Map.of());
        for (int seed = 0; seed < 300; seed++) {
            List<GeneratedRule> rules = rules(spread(seed));
            assertNotWider(rules, rules, OPS, bare, "seed " + seed);
        }
    }

    @Test
    void anUnknownPlaceNeverWidens() {
        for (int seed = 0; seed < 150; seed++) {
            List<GeneratedRule> rules = rules(spread(seed));
            PolicySet policies = Fixture.compiled(resources(rules));
            assertNotWider(
                    Fixture.decide(policies, OPS).relation(),
                    Fixture.decideFrom(policies, OPS, null).relation(),
                    "seed %d %s".formatted(seed, rules));
        }
    }

    /// Changes one rule of a generated set at random: another rule, one less, one more, a mask or a
    /// part of it gone. If {@link Protection} finds nothing in it, nobody sees more.
    ///
    /// @return whether it was said to be harmless
    static boolean assertHarmlessIfSaidSo(int seed) {
        Random random = spread(seed);
        List<GeneratedRule> rules = rules(random);
        List<GeneratedRule> changed = new ArrayList<>(rules);
        int at = random.nextInt(rules.size());
        switch (random.nextInt(5)) {
            case 0 -> changed.remove(at);
            case 1 -> changed.add(GeneratedRule.any(random, 9));
            case 2 -> changed.set(at, rules.get(at).withoutExemptions());
            case 3 -> changed.set(at, rules.get(at).narrowed(random));
            default -> changed.set(at, rules.get(at).with(GeneratedRule.any(random, 9)));
        }
        PolicySet before = Fixture.compiled(resources(rules));
        PolicySet after = Fixture.compiled(resources(changed));
        if (!Protection.lowered(before, Fixture.CATALOG, after, Fixture.CATALOG).isEmpty()) {
            return false;
        }
        for (Set<String> groups : List.of(Set.of("ops"), Set.of("hr"), Set.<String>of())) {
            Principal principal = Fixture.principal(groups, OPS.claims());
            assertNotWider(
                    Fixture.decide(before, principal).relation(),
                    Fixture.decide(after, principal).relation(),
                    "seed %d %s -> %s".formatted(seed, rules, changed));
        }
        return !rules.equals(changed);
    }

    /// Nothing is seen in a row under `after` of which less was seen under `before`.
    private static void assertNotWider(
            List<GeneratedRule> before,
            List<GeneratedRule> after,
            Principal then,
            Principal now,
            String seed) {
        GrantedRelation wide = Fixture.decide(Fixture.compiled(resources(before)), then).relation();
        GrantedRelation narrow = Fixture.decide(Fixture.compiled(resources(after)), now).relation();
        assertNotWider(wide, narrow, "%s: %s".formatted(seed, before));
    }

    private static void assertNotWider(
            @Nullable GrantedRelation wide, @Nullable GrantedRelation narrow, String seed) {
        for (String origin : Arrays.asList("OSL", "BGO", "TRD", null)) {
            for (Long fare : Arrays.asList(5L, 50L, null)) {
                for (String column : List.of("id", "origin", "email", "fare", "photo", "notes")) {
                    assertThat(sight(narrow, column, origin, fare))
                            .as("%s: %s of %s %s", seed, column, origin, fare)
                            .isLessThanOrEqualTo(sight(wide, column, origin, fare));
                }
            }
        }
    }

    private enum Sight {
        NOTHING,
        MASKED,
        CLEAR
    }

    private static Sight sight(
            @Nullable GrantedRelation relation,
            String column,
            @Nullable String origin,
            @Nullable Long fare) {
        if (relation == null) {
            return Sight.NOTHING;
        }
        RowEvaluator row = new RowEvaluator(row(relation, origin, fare));
        Expr filter = relation.rowFilter();
        if (filter != null && !Objects.equals(row.truth(filter), true)) {
            return Sight.NOTHING;
        }
        return relation.columns().stream()
                .filter(c -> c.name().equals(column))
                .findFirst()
                .map(c ->
                        mask(c, row)
                                .map(m -> m instanceof Mask.Null ? Sight.NOTHING : Sight.MASKED)
                                .orElse(Sight.CLEAR))
                .orElse(Sight.NOTHING);
    }

    @Test
    void theOrderOfRulesAndPoliciesDoesNotMatter() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = spread(seed);
            List<GeneratedRule> rules = rules(random);
            TableDecision before = Fixture.decide(Fixture.compiled(resources(rules)), OPS);
            List<GeneratedRule> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random);
            PolicyResource[] files = resources(shuffled);
            Collections.shuffle(Arrays.asList(files), random);
            TableDecision after = Fixture.decide(Fixture.compiled(files), OPS);
            assertThat(after).as("seed %d %s", seed, rules).isEqualTo(before);
        }
    }

    private static void assertAlike(GrantedRelation relation, NaivePolicy naive, String seed) {
        List<CatalogColumn> columns = Fixture.bookings().columns();
        List<String> visible = relation.columns().stream().map(GrantedColumn::name).toList();
        assertThat(visible)
                .as(seed)
                .isEqualTo(
                        columns.stream()
                                .map(CatalogColumn::name)
                                .filter(naive::showsColumn)
                                .toList());
        for (String origin : Arrays.asList("OSL", "BGO", "TRD", null)) {
            for (Long fare : Arrays.asList(5L, 50L, null)) {
                RowEvaluator row = new RowEvaluator(row(relation, origin, fare));
                String place = "%s row %s %s".formatted(seed, origin, fare);
                Expr filter = relation.rowFilter();
                boolean shown = filter == null || Objects.equals(row.truth(filter), true);
                assertThat(shown).as(place).isEqualTo(naive.showsRow(origin, fare));
                if (shown) {
                    relation.columns()
                            .forEach(c ->
                                    assertThat(mask(c, row))
                                            .as("%s column %s", place, c.name())
                                            .isEqualTo(
                                                    naive.mask(c.name(), origin, fare)
                                                            .map(m -> fitting(c.name(), m))));
                }
            }
        }
    }

    /// The first case that holds; NULL counts as true.
    private static Optional<Mask> mask(GrantedColumn column, RowEvaluator row) {
        for (MaskCase mask : column.masks()) {
            if (mask.when() == null || !Objects.equals(row.truth(mask.when()), false)) {
                return Optional.of(mask.mask()).filter(m -> !(m instanceof Mask.PassThrough));
            }
        }
        return Optional.empty();
    }

    private static Mask fitting(String column, Mask mask) {
        boolean isNumber = Set.of("id", "fare").contains(column);
        boolean fits = mask instanceof Mask.BucketNumber ? isNumber : !column.equals("photo");
        return fits ? mask : new Mask.Null();
    }

    private static List<@Nullable Object> row(
            GrantedRelation relation, @Nullable String origin, @Nullable Long fare) {
        List<@Nullable Object> row = new ArrayList<>();
        relation.inputs()
                .forEach(f ->
                        row.add(
                                switch (f.name()) {
                                    case "origin" -> origin;
                                    case "fare" -> fare;
                                    default -> null;
                                }));
        return row;
    }

    private static List<GeneratedRule> rules(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(6))
                .mapToObj(i -> GeneratedRule.any(random, i))
                .toList();
    }

    /// The rules in three files, by their numbers.
    private static PolicyResource[] resources(List<GeneratedRule> rules) {
        List<PolicyResource> resources = new ArrayList<>();
        for (int file = 0; file < 3; file++) {
            ObjectNode spec = JsonNodeFactory.instance.objectNode();
            ArrayNode list = spec.putArray("rules");
            for (GeneratedRule rule : rules) {
                if (Integer.parseInt(rule.name().substring(1)) % 3 == file) {
                    list.add(rule.spec());
                }
            }
            resources.add(new PolicyResource(PolicyResource.Kind.POLICY, "p" + file, spec));
        }
        return resources.toArray(PolicyResource[]::new);
    }

    /// First draws of neighbouring seeds are alike, were the seeds not spread.
    private static Random spread(long seed) {
        return new Random(new SplittableRandom(seed).nextLong());
    }
}
