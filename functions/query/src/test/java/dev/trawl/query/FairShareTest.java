package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.record.Places;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Nobody runs more queries at a time than a principal may.
class FairShareTest {
    private static final String ANN = "issuer|ann";
    private static final String PEOPLE = "{\"sql\":\"people\"}";

    private final Fleet fleet =
            new Fleet(QueryTest.SQL, Map.of("TRAWL_PRINCIPAL_QUERIES_MAX", "2"), 3);
    private final Places places = new Places(fleet.items, fleet.clock, 2);

    @AfterEach
    void nothingIsLeft() {
        assertThat(fleet.allocatedBytes()).isZero();
        fleet.close();
    }

    @Test
    void whoHasNoPlaceLeftIsToldWhenToComeAgainAndOthersAreServed() {
        places.take(ANN, "one", later());
        places.take(ANN, "two", later());

        HttpResponse refused = fleet.query("ann", PEOPLE);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("retry-after", "1");
        assertThat(refused.bodyText())
                .contains("THROTTLED")
                .contains("2 of your queries are running already");
        assertThat(fleet.query("bob", PEOPLE).status()).isEqualTo(200);
    }

    /// Not even policy is asked.
    @Test
    void whoIsRefusedHasStartedNothing() {
        places.take(ANN, "one", later());
        places.take(ANN, "two", later());
        AtomicInteger asked = new AtomicInteger();
        fleet.deployed.with(
                "policy",
                request -> {
                    asked.incrementAndGet();
                    return fleet.policy.answer(request);
                });

        assertThat(fleet.query("ann", PEOPLE).status()).isEqualTo(429);
        assertThat(asked).hasValue(0);
        assertThat(fleet.query("bob", PEOPLE).status()).isEqualTo(200);
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void aPlaceIsGivenBackHoweverAQueryEnds() {
        for (int i = 0; i < 5; i++) {
            assertThat(fleet.query("ann", PEOPLE).status()).isEqualTo(200);
            assertThat(fleet.query("ann", "{\"sql\":\"nonsense\"}").status()).isEqualTo(400);
            assertThat(fleet.query("ann", "{\"sql\":\"summary\",\"wait\":0}").status())
                    .isEqualTo(202);
        }
    }

    /// The executor's message comes after the query has ended.
    @Test
    void aQueryThatIsCancelledBeforeTheExecutorTakesItGivesItsPlaceBack() {
        List<String> messages = new ArrayList<>();
        fleet.deployed.with(
                "executor",
                message -> {
                    messages.add(message);
                    return message;
                });
        for (int i = 0; i < 2; i++) {
            HttpResponse accepted = fleet.query("ann", "{\"sql\":\"summary\",\"wait\":0}");
            String location = String.valueOf(accepted.headers().get("location"));
            Map<String, String> headers = Map.of("authorization", "Bearer ann");
            assertThat(fleet.send("DELETE", location, headers, "").status()).isEqualTo(204);
        }
        assertThat(fleet.query("ann", PEOPLE).status()).isEqualTo(429);

        messages.forEach(fleet::execute);

        assertThat(messages).hasSize(2);
        assertThat(fleet.query("ann", PEOPLE).status()).isEqualTo(200);
    }

    @Test
    void aPlaceWhoseHolderDiedIsFreeAtItsDeadline() {
        places.take(ANN, "one", fleet.clock.instant().plusSeconds(5));
        places.take(ANN, "two", fleet.clock.instant().plusSeconds(5));
        assertThat(fleet.query("ann", PEOPLE).status()).isEqualTo(429);

        fleet.clock.advance(Duration.ofSeconds(6));

        assertThat(fleet.query("ann", PEOPLE).status()).isEqualTo(200);
    }

    @Test
    void ofManyAtOnceAsManyAsMayGetAPlace() throws InterruptedException {
        List<Future<Places.Place>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String query = "query-" + i;
                asked.add(threads.submit(() -> places.take(ANN, query, later())));
            }
        }
        int taken = 0;
        for (Future<Places.Place> each : asked) {
            try {
                taken += each.get().items().size();
            } catch (ExecutionException e) {
                assertThat(e.getCause()).hasMessageContaining("2 of your queries");
            }
        }
        assertThat(taken).isEqualTo(2);
    }

    @Test
    void aPlaceThatSomebodyElseHasByNowIsNotGivenBack() {
        Places one = new Places(fleet.items, fleet.clock, 1);
        Places.Place old = one.take(ANN, "one", fleet.clock.instant().plusSeconds(5));
        fleet.clock.advance(Duration.ofSeconds(6));
        one.take(ANN, "two", later());

        one.free(old);

        assertThatThrownBy(() -> one.take(ANN, "three", later()))
                .isInstanceOf(TrawlException.class);
    }

    private Instant later() {
        return fleet.clock.instant().plusSeconds(600);
    }
}
