package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.lambda.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PolicySettingsTest {
    @Test
    void defaults() {
        PolicySettings settings = of(Map.of());
        assertThat(settings.stateTable()).isEqualTo("table");
        assertThat(settings.stateBucket()).isEqualTo("state");
        assertThat(settings.signingKeyId()).isEqualTo("root");
        assertThat(settings.trustedRoots()).isEqualTo("{\"keys\":[]}");
        assertThat(settings.administrators()).containsExactly("https://issuer.example|root");
        assertThat(settings.issuers()).hasSize(1);
        assertThat(settings.grantLife()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.ticketLife()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.certificateLife()).isEqualTo(Duration.ofHours(12));
        assertThat(settings.clockSkew()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.headFresh()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.policiesStale()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.decisionsFresh()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.tablesMax()).isEqualTo(200);
    }

    @Test
    void everyVariableIsRead() {
        PolicySettings settings =
                of(
                        Map.of(
                                "TRAWL_GRANT_LIFE", "2m",
                                "TRAWL_TICKET_LIFE", "30m",
                                "TRAWL_CERTIFICATE_LIFE", "8h",
                                "TRAWL_CLOCK_SKEW", "5s",
                                "TRAWL_HEAD_FRESH", "1s",
                                "TRAWL_POLICIES_STALE", "1m",
                                "TRAWL_DECISIONS_FRESH", "1s",
                                "TRAWL_DECISION_TABLES_MAX", "10"));
        assertThat(settings.grantLife()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.ticketLife()).isEqualTo(Duration.ofMinutes(30));
        assertThat(settings.certificateLife()).isEqualTo(Duration.ofHours(8));
        assertThat(settings.clockSkew()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.headFresh()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.policiesStale()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.decisionsFresh()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.tablesMax()).isEqualTo(10);
    }

    @Test
    void administratorsAreTheStewardsUnlessOthersAreNamed() {
        assertThat(of(Map.of()).stewards()).isEqualTo(of(Map.of()).administrators());
        assertThat(of(Map.of("TRAWL_STEWARDS", "i|s")).stewards()).containsExactly("i|s");
    }

    @Test
    void boundsAreHeld() {
        for (Map.Entry<String, List<String>> bound :
                Map.of(
                                "TRAWL_GRANT_LIFE", List.of("59s", "601s"),
                                "TRAWL_TICKET_LIFE", List.of("299s", "7201s"),
                                "TRAWL_CERTIFICATE_LIFE", List.of("7h", "25h"),
                                "TRAWL_CLOCK_SKEW", List.of("-1s", "121s"),
                                "TRAWL_HEAD_FRESH", List.of("-1s", "31s"),
                                "TRAWL_POLICIES_STALE", List.of("-1s", "61m"),
                                "TRAWL_DECISIONS_FRESH", List.of("-1s", "61s"),
                                "TRAWL_DECISION_TABLES_MAX", List.of("0", "1001"))
                        .entrySet()) {
            for (String value : bound.getValue()) {
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> of(Map.of(bound.getKey(), value)))
                        .withMessageStartingWith(bound.getKey());
            }
        }
    }

    @Test
    void whatIsNeededMustBeSet() {
        for (String name :
                List.of(
                        "TRAWL_STATE_TABLE",
                        "TRAWL_STATE_BUCKET",
                        "TRAWL_SIGNING_KEY_ID",
                        "TRAWL_TRUSTED_ROOTS",
                        "TRAWL_ISSUERS")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> of(Map.of(name, "")))
                    .withMessage(name + " is not set");
        }
    }

    private static PolicySettings of(Map<String, String> more) {
        return PolicySettings.of(new Settings(Fleet.environment(more)));
    }
}
