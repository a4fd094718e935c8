package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A process starts whatever becomes of its head start.
final class HeadStartTest {
    @Test
    void aFailureIsLoggedAndGoesNoFurther() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonLog log =
                new JsonLog(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        Clock.systemUTC(),
                        Map.of());

        HeadStart.take(
                log,
                Duration.ZERO,
                _ -> {
                    throw new IllegalStateException("busy");
                });

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("the process starts without a head start")
                .contains("IllegalStateException");
    }

    @Test
    void withoutTimeThereIsOneRound() {
        assertThat(rounds(Duration.ZERO)).containsExactly(1);
    }

    @Test
    void roundsAreNumberedAndBounded() {
        assertThat(rounds(Duration.ofDays(1))).hasSize(200).startsWith(1, 2, 3).endsWith(200);
    }

    private static List<Integer> rounds(Duration time) {
        List<Integer> numbers = new ArrayList<>();
        HeadStart.take(
                JsonLog.standard("test"),
                time,
                rounds -> {
                    do {
                        numbers.add(rounds.number());
                    } while (rounds.another());
                });
        return numbers;
    }
}
