package dev.trawl.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import dev.trawl.store.WakingFunctions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyClientTest {
    private static final DecisionRequest REQUEST =
            new DecisionRequest(
                    new DecisionRequest.Credential.Token("t"),
                    null,
                    Action.READ,
                    "q",
                    "catalog",
                    null,
                    List.of());

    @Test
    void whoStartsFromNothingHasTheTimeAndWhoDoesNotAnswerDeniesEverything() {
        List<Duration> patience = new ArrayList<>();
        Functions late =
                new Functions() {
                    @Override
                    public String call(String function, String request, Duration timeout) {
                        patience.add(timeout);
                        throw new TrawlException(ErrorCode.FUNCTION_FAILED, "too late");
                    }

                    @Override
                    public void send(String function, String request) {
                        throw new AssertionError("policy is asked and answers");
                    }
                };
        assertThatThrownBy(() -> new PolicyClient(late).decide(REQUEST))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.POLICY_UNAVAILABLE));
        assertThat(patience)
                .singleElement()
                .satisfies(p -> assertThat(p).isGreaterThanOrEqualTo(WakingFunctions.START_MAX));
    }
}
