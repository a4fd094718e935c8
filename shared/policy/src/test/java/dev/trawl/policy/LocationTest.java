package dev.trawl.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.auth.Claim;
import dev.trawl.auth.Principal;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LocationTest {
    private static final String OFFICE =
            """
            rules:
              - name: office
                resources: [bookings.*]
                subjects: { any: true }
                locations: [10.0.0.0/8, "2001:db8::/32"]\
            """;

    @Test
    void aRuleHoldsWhereTheRequestComesFromItsNetworks() {
        assertThat(permits(OFFICE, "10.1.2.3")).isTrue();
        assertThat(permits(OFFICE, "2001:db8::1")).isTrue();
        assertThat(permits(OFFICE, "192.0.2.1")).isFalse();
        assertThat(text(OFFICE, "192.0.2.1"))
                .isEqualTo("is for requests from the networks 10.0.0.0/8 or 2001:db8::/32");
    }

    @Test
    void whatIsNotKnownNeverWidens() {
        for (@Nullable String ip : new @Nullable String[] {null, "", "host", "10.0.0.1.evil"}) {
            assertThat(permits(OFFICE, ip)).isFalse();
            assertThat(text(OFFICE, ip))
                    .isEqualTo(
                            "is for requests from the networks 10.0.0.0/8 or 2001:db8::/32, and"
                                    + " where this one comes from is not known");
            assertThat(permits(everybody("effect: deny, locations: [192.0.2.0/24]"), ip)).isFalse();
            assertThat(
                            permits(
                                    everybody(
                                            "effect: deny, condition: \"in_network(request.ip,"
                                                    + " '192.0.2.0/24')\""),
                                    ip))
                    .isFalse();
            assertThat(
                            Objects.requireNonNull(
                                            decide(
                                                            everybody(
                                                                    "effect: restrict, locations:"
                                                                            + " [192.0.2.0/24],"
                                                                            + " masks: [{ columns:"
                                                                            + " [email], mask:"
                                                                            + " redact }]"),
                                                            ip,
                                                            null)
                                                    .relation())
                                    .columns()
                                    .stream()
                                    .filter(c -> c.name().equals("email"))
                                    .toList())
                    .first()
                    .extracting(c -> c.masks().size())
                    .isEqualTo(1);
        }
    }

    @Test
    void aDenialHoldsThereOnly() {
        String denied = everybody("effect: deny, locations: [192.0.2.0/24]");
        assertThat(permits(denied, "192.0.2.9")).isFalse();
        assertThat(permits(denied, "10.0.0.1")).isTrue();
    }

    @Test
    void countriesAreWhatTheTokenSays() {
        String nordic =
                OFFICE.replace(
                        "[10.0.0.0/8, \"2001:db8::/32\"]",
                        "{ networks: [10.0.0.0/8], countries: [\"NO\", \"SE\"] }");
        assertThat(permits(nordic, "10.0.0.1", "no")).isTrue();
        assertThat(permits(nordic, "10.0.0.1", "DK")).isFalse();
        assertThat(permits(nordic, "10.0.0.1", null)).isFalse();
        assertThat(permits(nordic, "192.0.2.1", "NO")).isFalse();
        assertThat(decide(nordic, "10.0.0.1", "DK").findings().getFirst().text())
                .isEqualTo(
                        "is for requests from the networks 10.0.0.0/8 and the countries NO or SE");
    }

    @Test
    void conditionsReadAddressAndCountry() {
        String condition =
                """
                rules:
                  - resources: [bookings.*]
                    subjects: { any: true }
                    condition: "in_network(request.ip, '10.0.0.0/8') && request.location == 'NO'"\
                """;
        assertThat(permits(condition, "10.0.0.1", "NO")).isTrue();
        assertThat(permits(condition, "10.0.0.1", null)).isFalse();
        assertThat(permits(condition, "192.0.2.1", "NO")).isFalse();
        assertThat(permits(condition, null, "NO")).isFalse();
    }

    @Test
    void whatIsNoPlaceIsRefused() {
        assertThat(problems("[10.0.0.1/8, here]"))
                .containsExactly(
                        "policy/p: spec.rules[0].locations: names neither networks nor countries",
                        "policy/p: spec.rules[0].locations[0]: '10.0.0.1/8' names an address inside"
                                + " a network: its last 24 bits are not 0",
                        "policy/p: spec.rules[0].locations[1]: 'here' is no network: write"
                                + " 10.0.0.0/8 or 2001:db8::/32");
        assertThat(problems("{ countries: [Norway] }"))
                .containsExactly(
                        "policy/p: spec.rules[0].locations.countries[0]: a country is two capitals"
                                + " in quotes, as \"NO\"");
        assertThat(problems("{ countries: [NO] }"))
                .containsExactly(
                        "policy/p: spec.rules[0].locations.countries[0]: a country is two capitals"
                                + " in quotes, as \"NO\"");
        assertThat(problems("{}"))
                .containsExactly(
                        "policy/p: spec.rules[0].locations: names neither networks nor countries");
    }

    @Test
    void policiesSayWhetherTheAddressMatters() {
        assertThat(Fixture.compiled(Fixture.policy("p", OFFICE)).mayReadAddress()).isTrue();
        assertThat(
                        Fixture.compiled(
                                        Fixture.policy(
                                                "p",
                                                everybody(
                                                        "effect: deny, condition:"
                                                                + " \"request.ip == '::1'\"")))
                                .mayReadAddress())
                .isTrue();
        assertThat(
                        Fixture.compiled(
                                        Fixture.policy(
                                                "p",
                                                everybody(
                                                        "effect: deny, condition:"
                                                                + " \"principal.id == 'x'\"")))
                                .mayReadAddress())
                .isFalse();
    }

    private static String everybody(String rule) {
        return """
        rules:
          - { resources: [bookings.*], subjects: { any: true } }
          - { resources: [bookings.*], %s }\
        """
                .formatted(rule);
    }

    private static List<String> problems(String locations) {
        return Fixture.problems(
                Fixture.policy(
                        "p",
                        "rules: [{ resources: [x.*], subjects: { any: true }, locations: %s }]"
                                .formatted(locations)));
    }

    private static boolean permits(String spec, @Nullable String ip) {
        return permits(spec, ip, null);
    }

    private static boolean permits(String spec, @Nullable String ip, @Nullable String country) {
        return decide(spec, ip, country).outcome() instanceof Decision.Permit;
    }

    private static String text(String spec, @Nullable String ip) {
        return decide(spec, ip, null).findings().getFirst().text();
    }

    private static TableDecision decide(
            String spec, @Nullable String ip, @Nullable String country) {
        Principal principal =
                new Principal(
                        "i",
                        "s",
                        Set.of(),
                        country == null ? Map.of() : Map.of("country", new Claim.Text(country)),
                        Set.of(),
                        Fixture.NOON);
        return Fixture.compiled(Fixture.policy("p", spec))
                .decide(
                        new PolicyRequest(
                                principal,
                                null,
                                Action.READ,
                                null,
                                Fixture.NOON,
                                ip,
                                List.of(Fixture.BOOKINGS)),
                        Fixture.CATALOG)
                .tables()
                .getFirst();
    }
}
