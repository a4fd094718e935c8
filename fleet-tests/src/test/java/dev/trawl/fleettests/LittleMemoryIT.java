package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.LocalFleet;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Queries that want more memory than the query function has, which the host would kill for it as
/// Lambda does: they spill and give the right answer, or are refused; the environment lives on.
@Timeout(120)
class LittleMemoryIT {
    private static final String WIDE =
            "(select n, lpad(cast((n * 7919) %% 1000003 as varchar), %d, 'x') as word"
                    + " from generate_series(1, 400000) as g(n))";

    @Test
    void aQueryThatIsLargerThanTheMemorySpillsOrIsRefused() throws IOException {
        FleetConfig config = FleetConfig.read(TestResources.path("fleet/little-memory.yaml"));
        try (TestFolder folder = TestFolder.create();
                LocalFleet fleet = LocalFleet.start(config, folder.path().resolve("state"));
                HttpClient client = HttpClient.newHttpClient()) {
            Caller stella = new Caller(client, fleet.endpoint(), fleet.token("stella"));
            List<Long> before = environments(fleet);

            Answer sorted = stella.query(sorted(700));
            Answer joined = stella.query(joined(700));
            Answer tooLarge = stella.query(joined(8_000));

            assertThat(sorted.value()).isEqualTo("400000");
            assertThat(joined.value()).isEqualTo("400000");
            tooLarge.refusedWith("MEMORY_LIMIT_EXCEEDED");
            assertThat(environments(fleet)).isEqualTo(before).hasSize(1);
            assertThat(Files.readString(log(fleet))).doesNotContain("KILLED process");
        }
    }

    /// Rows of so many characters in another order, all of which the engine has to hold.
    private static String sorted(int characters) {
        return "select max(place) from (select row_number() over (order by word, n) as place from "
                + WIDE.formatted(characters)
                + ")";
    }

    private static String joined(int characters) {
        return "select count(*) from "
                + WIDE.formatted(characters)
                + " a join "
                + WIDE.formatted(characters)
                + " b on a.word = b.word and a.n = b.n";
    }

    private static List<Long> environments(LocalFleet fleet) {
        return fleet.environments("query").stream().map(e -> e.pid()).toList();
    }

    private static Path log(LocalFleet fleet) {
        return fleet.state().resolve("logs/littlememory-query.log");
    }
}
