package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A join of a database with files, as several principals.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class GovernedQueryIT {
    private static final String JOIN =
            "select p.name, p.team, t.city from people p join teams t on t.team = p.team"
                    + " order by p.name";

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                "CREATE TABLE people (name text, team text)",
                "INSERT INTO people VALUES ('ada', 'red'), ('bob', 'blue'), ('cyd', NULL)");
        fleet.buckets()
                .put(
                        Buckets.LAKE,
                        "teams/a.csv",
                        "team,city\nred,Oslo\nblue,Rome\n".getBytes(StandardCharsets.UTF_8));
        fleet.apply(TestResources.read("fleet/resources/people.yaml"));
    }

    @Test
    void tablesOfBothSourcesAreJoined(FleetUnderTest fleet) {
        assertThat(fleet.as("ana").query(JOIN).rows())
                .hasToString("[[\"ada\",\"red\",\"Oslo\"], [\"bob\",\"blue\",\"Rome\"]]");
    }

    @Test
    void filterAndMaskHoldInTheJoin(FleetUnderTest fleet) {
        assertThat(fleet.as("rita").query(JOIN).rows()).hasToString("[[\"-\",\"red\",\"Oslo\"]]");
    }

    @Test
    void whatNobodyAllowedDoesNotExist(FleetUnderTest fleet) {
        fleet.as("nora").query(JOIN).refusedWith("TABLE_NOT_FOUND");
    }
}
