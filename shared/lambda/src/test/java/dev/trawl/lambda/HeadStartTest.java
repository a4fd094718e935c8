package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
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
                () -> {
                    throw new IllegalStateException("busy");
                });

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("the process starts without a head start")
                .contains("IllegalStateException");
    }
}
