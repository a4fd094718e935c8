package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.arrow.Allocators;
import dev.trawl.arrow.ArrowRows;
import dev.trawl.arrow.ArrowStreams;
import dev.trawl.lambda.HttpResponse;
import java.io.IOException;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sources that answer with parts in the bucket.
class PartsTest {
    private final Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3);

    @AfterEach
    void nothingIsLeft() {
        assertThat(fleet.allocatedBytes()).isZero();
        fleet.close();
    }

    @Test
    void partsAreReadForASmallAnswer() {
        fleet.deployed.with("source-bookings", fleet.spillingSource("bookings"));

        assertThat(fleet.query("ann", "{\"sql\":\"people\"}").bodyText()).contains("[10,\"Ann\"]");
        assertThat(fleet.query("ann", "{\"sql\":\"join\"}").bodyText()).contains("[1,\"CDG\",10]");
    }

    @Test
    void partsOfOneFragmentAreTheAnswerUntouched() {
        try (Fleet small = new Fleet(QueryTest.SQL, Map.of("TRAWL_ANSWER_INLINE_MAX", "10"), 3)) {
            small.deployed.with("source-bookings", small.spillingSource("bookings"));

            assertThat(small.query("ann", "{\"sql\":\"people\"}").bodyText())
                    .contains("memory://state/spill/bookings/f0-");
            assertThat(small.objects.list("results/", 10)).isEmpty();
        }
    }

    @Test
    void partThatIsNotWhatWasWrittenIsRefused() {
        fleet.deployed.with(
                "source-bookings",
                payload -> {
                    String answer = fleet.spillingSource("bookings").apply(payload);
                    fleet.objects
                            .list("spill/", 10)
                            .forEach(o -> {
                                byte[] bytes = fleet.objects.load(o.key());
                                bytes[bytes.length / 2] ^= 1;
                                fleet.objects.put(o.key(), bytes, "");
                            });
                    return answer;
                });

        assertThat(fleet.query("ann", "{\"sql\":\"people\"}").bodyText())
                .contains("SOURCE_FAILED")
                .contains("not what its source wrote");
        assertThat(fleet.query("ann", "{\"sql\":\"join\"}").bodyText()).contains("SOURCE_FAILED");
    }

    @Test
    void partOutsideTheStateBucketIsRefused() {
        fleet.deployed.with(
                "source-bookings",
                payload ->
                        fleet.spillingSource("bookings")
                                .apply(payload)
                                .replace("state/spill", "other/spill"));

        assertThat(fleet.query("ann", "{\"sql\":\"people\"}").bodyText())
                .contains("MALFORMED_MESSAGE");
    }

    @Test
    void arrowOfSeveralSplitsIsOneStream() throws IOException {
        HttpResponse response =
                fleet.send(
                        "POST",
                        "/v1/query",
                        Map.of(
                                "authorization",
                                "Bearer ann",
                                "accept",
                                "application/vnd.apache.arrow.stream"),
                        "{\"sql\":\"legs\",\"options\":{\"splitsMax\":9}}");

        assertThat(response.status()).as(response.bodyText()).isEqualTo(200);
        try (Allocators allocators = new Allocators(1 << 20);
                BufferAllocator allocator = allocators.forRequest("test");
                ArrowReader reader = ArrowStreams.reader(response.body().toArray(), allocator)) {
            assertThat(ArrowRows.toRows(reader)).hasSize(97);
        }
    }
}
