package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.Settings;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What runs before a snapshot is the real path: its queries are answered, on a busy machine
/// perhaps later.
final class PrimingTest {
    @Test
    void itsQueriesAreAnswered() {
        QuerySettings settings =
                QuerySettings.from(
                        new Settings(
                                Map.of(
                                        "TRAWL_ROLE", "query",
                                        "TRAWL_FUNCTION", "query",
                                        "TRAWL_ISSUERS", "[]")));

        assertThat(Priming.run(settings, Clock.systemUTC(), HeadStart.Rounds.once()))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).containsPattern("\"statusCode\":20[02]"));
    }
}
