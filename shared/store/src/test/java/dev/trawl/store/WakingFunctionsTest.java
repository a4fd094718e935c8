package dev.trawl.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryFunctions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class WakingFunctionsTest {
    private static final Duration TIME = Duration.ofSeconds(30);

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch starting = new CountDownLatch(1);

    @Test
    void callsWaitForWhatStarts() throws InterruptedException {
        WakingFunctions functions = new WakingFunctions(starting());
        functions.wake("policy");
        Thread caller = Thread.ofVirtual().start(() -> functions.call("policy", "question", TIME));
        starting.countDown();
        caller.join();

        assertThat(asked).containsExactly("{\"health\":true}", "question");
    }

    @Test
    void aFunctionIsWokenOnce() {
        starting.countDown();
        WakingFunctions functions = new WakingFunctions(starting());
        functions.wake("policy");
        functions.call("policy", "first", TIME);
        functions.wake("policy");
        functions.call("policy", "second", TIME);

        assertThat(asked).containsExactly("{\"health\":true}", "first", "second");
    }

    @Test
    void whatDoesNotStartIsToldToWhoCallsIt() {
        WakingFunctions functions =
                new WakingFunctions(
                        new InMemoryFunctions()
                                .with(
                                        "policy",
                                        request -> {
                                            if (request.contains("health")) {
                                                throw new TrawlException(
                                                        ErrorCode.FUNCTION_FAILED, "not now");
                                            }
                                            return "answer";
                                        }));
        functions.wake("policy");

        assertThat(functions.call("policy", "question", TIME)).isEqualTo("answer");
    }

    private Functions starting() {
        return new InMemoryFunctions()
                .with(
                        "policy",
                        request -> {
                            if (request.contains("health")) {
                                await();
                            }
                            asked.add(request);
                            return "";
                        });
    }

    private void await() {
        try {
            starting.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
