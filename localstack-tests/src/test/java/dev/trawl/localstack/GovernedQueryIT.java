package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Governed answers of the deployed functions.
@OnFleet
@Timeout(120)
class GovernedQueryIT {
    private static final String PSEUDONYM = "[0-9a-f]{64}";

    private final AirlineFleet fleet;

    GovernedQueryIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @Test
    void analystSeesPseudonymsThatJoinAcrossSources() {
        Caller.Answer answer = fleet.as("ana").query(AirlineFleet.demoSql(), "delay_analytics");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("rows")).hasSize(6);
        for (JsonNode row : answer.json().path("rows")) {
            assertThat(row.get(4).asText()).matches(PSEUDONYM);
            assertThat(row.get(5).asText()).isEqualTo("-");
            assertThat(row.get(6).asText()).matches(PSEUDONYM);
            assertThat(row.get(7).asText()).matches("\\*{12}\\d{4}");
        }
    }

    @Test
    void managerSeesOnlyTheOwnAirport() {
        Caller.Answer answer =
                fleet.as("marco")
                        .query(
                                "select station, count(*) from bookings group by station",
                                "station_operations");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().path("rows")).hasSize(1);
        assertThat(answer.json().path("rows").get(0).get(0).asText()).isEqualTo("DFW");
    }
}
