package dev.trawl.source.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongRunTest {
    private static final String PROPERTY = "trawl.fuzz.progress";

    private final String before = System.getProperty(PROPERTY, "");

    @TempDir Path folder;

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    @Test
    void aRunGoesOnWhereItWas() throws IOException {
        Path file = folder.resolve("progress");
        System.setProperty(PROPERTY, file.toString());
        LongRun first = LongRun.of("fragments", 7, 40);
        first.add(20);
        assertThat(first.isOver()).isFalse();
        first.add(20);
        assertThat(Files.readString(file)).isEqualTo("fragments 7 40\n");
        Files.writeString(file, "fragments 7 20\n");
        assertThat(LongRun.of("fragments", 7, 40).done()).isEqualTo(20);
        assertThatThrownBy(() -> LongRun.of("fragments", 8, 40))
                .hasMessageContaining("is of another run: 'fragments 7 20'");
    }

    @Test
    void itSaysHowLongItWillTake() {
        System.clearProperty(PROPERTY);
        LongRun run = LongRun.of("queries", 1, 1_000);
        run.add(400);
        assertThat(run.text(Duration.ofSeconds(100)))
                .matches("400 of 1000 queries, 4 a second, [23] min left");
    }
}
