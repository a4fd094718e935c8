package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleettests.BreakableProxy.Mode;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// A database that is down, stalls or breaks off in the middle: a coded refusal in time, no value
/// of a row in it, and the next query works.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class SourceFaultsIT {
    private static final String READ = "select id, secret from brittle";

    /// The source's own limit is three seconds; the rest is for calls between functions.
    private static final Duration LONGEST = Duration.ofSeconds(15);

    @BeforeAll
    static void declare(FleetUnderTest fleet) throws SQLException {
        fleet.sql(
                "CREATE TABLE brittle AS SELECT i AS id, 'classified-' || repeat(md5(i::text), 4)"
                        + " AS secret FROM generate_series(1, 20000) AS g(i)");
        fleet.apply(TestResources.read("fleet/resources/brittle.yaml"));
        assertThat(fleet.as("ana").query("select count(*) from brittle").value())
                .isEqualTo("20000");
    }

    @AfterEach
    void nextQueryWorks(FleetUnderTest fleet) {
        fleet.proxy().heal();

        assertThat(fleet.as("ana").query("select count(*) from brittle").value())
                .isEqualTo("20000");
    }

    @Test
    void databaseThatIsDownIsUnavailable(FleetUnderTest fleet) {
        fleet.proxy().after(0, Mode.REFUSE);

        refused(fleet, "SOURCE_UNAVAILABLE");
    }

    @Test
    void databaseThatDoesNotAnswerEndsInTime(FleetUnderTest fleet) {
        fleet.proxy().after(0, Mode.STALL);

        refused(fleet, "SOURCE_UNAVAILABLE", "TIME_LIMIT_EXCEEDED");
    }

    @Test
    void databaseThatStallsAmongTheRowsEndsInTime(FleetUnderTest fleet) {
        fleet.proxy().after(400_000, Mode.STALL);

        refused(fleet, "TIME_LIMIT_EXCEEDED");
    }

    @Test
    void newConnectionThatStallsEndsInTime(FleetUnderTest fleet) {
        fleet.proxy().heal();
        fleet.proxy().after(200, Mode.STALL);

        refused(fleet, "SOURCE_UNAVAILABLE", "TIME_LIMIT_EXCEEDED");
    }

    @Test
    void databaseThatBreaksOffAmongTheRowsIsUnavailable(FleetUnderTest fleet) {
        for (int bytes : new int[] {1, 300, 5_000, 100_000, 1_000_000}) {
            fleet.proxy().after(bytes, Mode.CUT);

            refused(fleet, "SOURCE_UNAVAILABLE");
            fleet.proxy().heal();
        }
    }

    private static void refused(FleetUnderTest fleet, String... codes) {
        long start = System.nanoTime();
        Answer answer = fleet.as("ana").query(READ).refusedWith(codes);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
        assertThat(answer.text()).doesNotContain("classified");
    }
}
