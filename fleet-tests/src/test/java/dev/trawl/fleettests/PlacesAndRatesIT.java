package dev.trawl.fleettests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// From where and how often, and what a change would do, through the whole fleet.
@ExtendWith(FleetExtension.class)
@Timeout(120)
class PlacesAndRatesIT {
    private static final String SQL = "select name from placed where id = 1";

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql("CREATE TABLE placed AS SELECT 1::bigint AS id, 'x'::varchar AS name");
        fleet.apply(TestResources.read("fleet/resources/placed.yaml"));
    }

    @Test
    void theAddressIsThePeersAndRequestsAreCounted(FleetUnderTest fleet) throws Exception {
        OneDay.run(fleet, "petra", "nobodies", (petra, name) -> placesAndRates(fleet, petra, name));
    }

    private static void placesAndRates(FleetUnderTest fleet, Caller petra, String name) {
        fleet.apply(TestResources.read("fleet/resources/placed.yaml"));
        assertThat(petra.query(SQL).value()).isEqualTo("x");
        assertThat(petra.query(SQL).value()).isEqualTo("x");

        String elsewhere =
                TestResources.read("fleet/resources/placed.yaml")
                        .replace("127.0.0.0/8", "203.0.113.0/24");
        assertThat(impact(fleet, elsewhere))
                .filteredOn(c -> c.path("principal").asText().endsWith("|" + name))
                .singleElement()
                .satisfies(c -> {
                    assertThat(c.path("kind").asText()).isEqualTo("newly_denied");
                    assertThat(c.path("queries").asInt()).isEqualTo(2);
                });

        assertThat(petra.query(SQL).value()).isEqualTo("x");
        Answer limited = petra.query(SQL).refusedWith("RATE_LIMITED");
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.json().path("detail").asText())
                .startsWith("rule places.near lets a principal make at most 3 requests per day");
        assertThat(limited.headers().firstValueAsLong("retry-after").orElse(0))
                .isBetween(1L, 86_401L);

        fleet.apply(elsewhere);
        petra.query(SQL).refusedWith("TABLE_NOT_FOUND");
    }

    /// All pages: the log has the queries of other tests, too.
    private static List<JsonNode> impact(FleetUnderTest fleet, String proposed) {
        ObjectNode bundle = JsonNodeFactory.instance.objectNode();
        bundle.putArray("resources").add(Json.documents(proposed).getLast());
        List<JsonNode> changes = new ArrayList<>();
        String after = "";
        do {
            JsonNode page =
                    fleet.as("stella")
                            .post("/v1/policy-impact" + after, bundle.toString())
                            .succeeded()
                            .json();
            page.path("changes").forEach(changes::add);
            after =
                    page.path("next").isTextual()
                            ? "?after=" + URLEncoder.encode(page.path("next").asText(), UTF_8)
                            : "";
        } while (!after.isEmpty());
        return changes;
    }
}
