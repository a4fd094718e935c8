package dev.trawl.query.openlineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void eventsArriveInTheirOrder() {
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        Outbox outbox = new Outbox(arrived::add, 1_000);
        for (int i = 0; i < 500; i++) {
            String event = "e" + i;
            outbox.add(() -> event);
        }
        outbox.flush(LONG);

        assertThat(arrived).hasSize(500).startsWith("e0", "e1").endsWith("e499");
        assertThat(outbox.takeLost()).isZero();
    }

    @Test
    void whatDoesNotFitIsLostAndCountedAndNobodyWaits() {
        CountDownLatch gate = new CountDownLatch(1);
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        Outbox outbox =
                new Outbox(
                        event -> {
                            await(gate);
                            arrived.add(event);
                        },
                        3);
        for (int i = 0; i < 10; i++) {
            outbox.add(() -> "e");
        }
        outbox.flush(Duration.ofMillis(1));
        gate.countDown();
        outbox.flush(LONG);

        // One may have been taken from the queue while the others came.
        assertThat(arrived).hasSizeBetween(3, 4);
        assertThat(outbox.takeLost()).isEqualTo(10 - arrived.size());
        assertThat(outbox.takeLost()).isZero();
    }

    @Test
    void aDeliveryThatFailsLosesOneEvent() {
        List<String> arrived = Collections.synchronizedList(new ArrayList<>());
        Outbox outbox =
                new Outbox(
                        event -> {
                            if (event.equals("bad")) {
                                throw new IllegalStateException("away");
                            }
                            arrived.add(event);
                        },
                        10);
        outbox.add(() -> "a");
        outbox.add(() -> "bad");
        outbox.add(() -> {
            throw new IllegalStateException("cannot be made");
        });
        outbox.add(() -> "b");
        outbox.flush(LONG);

        assertThat(arrived).containsExactly("a", "b");
        assertThat(outbox.takeLost()).isEqualTo(2);
    }

    @Test
    void aFileGetsALinePerEvent(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("events.jsonl");
        Outbox.Delivery delivery =
                Deliveries.of(file.toUri(), null, LONG, new InMemoryObjectStore("s"), () -> "id");
        delivery.deliver("{1}");
        delivery.deliver("{2}");

        assertThat(Files.readAllLines(file)).containsExactly("{1}", "{2}");
        assertThatThrownBy(() ->
                        Deliveries.of(
                                URI.create("ftp://x"),
                                null,
                                LONG,
                                new InMemoryObjectStore("s"),
                                () -> "id"))
                .hasMessageContaining("TRAWL_OPENLINEAGE_URL", "'ftp'");
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
