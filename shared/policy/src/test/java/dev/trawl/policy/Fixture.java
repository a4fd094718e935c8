package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A small catalog, and policies written in YAML.
final class Fixture {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final String IP = "10.1.2.3";
    static final TableName BOOKINGS = TableName.parse("bookings.public.bookings");
    static final TableName VIEW = TableName.parse("sales.public.late");
    static final CatalogSnapshot CATALOG =
            new CatalogSnapshot(
                    "hash",
                    Map.of("bookings", new CatalogSource("bookings", "jdbc", "source-bookings")),
                    Map.of(BOOKINGS, bookings()),
                    Map.of(VIEW, new CatalogView(VIEW, "late", Set.of(), "ops", "", "SELECT 1")));
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Fixture() {}

    static CatalogTable bookings() {
        return new CatalogTable(
                BOOKINGS,
                "bookings",
                Set.of("domain.flights"),
                "ops",
                "",
                List.of(
                        column("id", Type.Simple.BIGINT),
                        column("origin", Type.Simple.VARCHAR),
                        column("email", Type.Simple.VARCHAR, "pii.email"),
                        column("fare", Type.Simple.BIGINT, "finance"),
                        column("photo", Type.Simple.VARBINARY, "pii.photo"),
                        new CatalogColumn("notes", Type.Simple.VARCHAR, Set.of(), false, "")),
                Map.of(),
                -1);
    }

    private static CatalogColumn column(String name, Type type, String... tags) {
        return new CatalogColumn(name, type, Set.of(tags), true, "");
    }

    static Principal principal(Set<String> groups, Map<String, Claim> claims) {
        return new Principal(
                "https://issuer", "ada", groups, claims, Set.of("delays"), NOON.plusSeconds(600));
    }

    static PolicyResource policy(String name, String spec) {
        return resource(PolicyResource.Kind.POLICY, name, spec);
    }

    static PolicyResource purpose(String name) {
        return resource(PolicyResource.Kind.PURPOSE, name, "{ claimableBy: [planners] }");
    }

    static PolicyResource resource(PolicyResource.Kind kind, String name, String spec) {
        try {
            JsonNode node = YAML.readTree(spec);
            return new PolicyResource(kind, name, node);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static PolicyCompiler.Result compile(PolicyResource... resources) {
        return new PolicyCompiler(new TinySql()).compile(List.of(resources), CATALOG);
    }

    static PolicySet compiled(PolicyResource... resources) {
        PolicyCompiler.Result result = compile(resources);
        assertThat(result).isInstanceOf(PolicyCompiler.Compiled.class);
        return ((PolicyCompiler.Compiled) result).policies();
    }

    static List<String> problems(PolicyResource... resources) {
        return switch (compile(resources)) {
            case PolicyCompiler.Compiled _ -> List.of();
            case PolicyCompiler.Rejected rejected ->
                    rejected.problems().stream().map(Problem::toString).toList();
        };
    }

    static TableDecision decide(PolicySet policies, Principal principal) {
        return decide(policies, principal, null, Action.READ, BOOKINGS);
    }

    static TableDecision decide(
            PolicySet policies,
            Principal principal,
            @Nullable String purpose,
            Action action,
            TableName table) {
        return policies.decide(
                        new PolicyRequest(
                                principal, purpose, action, null, NOON, IP, List.of(table)),
                        CATALOG)
                .tables()
                .getFirst();
    }

    /// Asked from that address.
    static TableDecision decideFrom(PolicySet policies, Principal principal, @Nullable String ip) {
        return policies.decide(
                        new PolicyRequest(
                                principal, null, Action.READ, null, NOON, ip, List.of(BOOKINGS)),
                        CATALOG)
                .tables()
                .getFirst();
    }

    /// The decision in lines: outcome, row filter, then per column its masks.
    static String text(TableDecision decision) {
        List<String> lines = new ArrayList<>();
        switch (decision.outcome()) {
            case Decision.Permit _ -> lines.add("permit");
            case Decision.Deny deny -> lines.add("deny: " + deny.reason());
            case Decision.Unknown _ -> lines.add("unknown");
        }
        if (decision.relation() != null) {
            Shown shown = new Shown(decision.relation().inputs());
            if (decision.relation().rowFilter() != null) {
                lines.add("rows " + shown.text(decision.relation().rowFilter()));
            }
            decision.relation()
                    .columns()
                    .forEach(c -> {
                        String masks =
                                String.join(
                                        "; ",
                                        c.masks().stream()
                                                .map(m ->
                                                        m.mask()
                                                                + (m.when() == null
                                                                        ? ""
                                                                        : " when "
                                                                                + shown.text(
                                                                                        m.when())))
                                                .toList());
                        lines.add(c.name() + (masks.isEmpty() ? "" : ": " + masks));
                    });
        }
        return String.join("\n", lines).replace("_", "_").toLowerCase(Locale.ROOT);
    }
}
