package dev.trawl.store.aws;

import static dev.trawl.store.kit.Codes.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.lambda.LambdaClient;

class LambdaFunctionsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final FakeAws aws = new FakeAws();
    private final LambdaFunctions functions =
            new LambdaFunctions(aws.client(LambdaClient.builder()), "fleet");

    LambdaFunctionsTest() throws IOException {}

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void theFunctionOfTheFleetIsCalled() {
        aws.answer(200, "{\"answer\":\"ü\"}", Map.of());
        assertThat(functions.call("source-crm", "{\"ask\":1}", TIMEOUT))
                .isEqualTo("{\"answer\":\"ü\"}");
        assertThat(aws.requests)
                .containsExactly(
                        "/2015-03-31/functions/fleet-source-crm:live/invocations {\"ask\":1}");
    }

    @Test
    void anAliasThatIsNamedIsMeant() {
        functions.call("policy:machine", "{}", TIMEOUT);
        assertThat(aws.requests)
                .containsExactly("/2015-03-31/functions/fleet-policy:machine/invocations {}");
    }

    /// Its own words may quote rows.
    @Test
    void aFunctionThatThrewHasFailedWithoutItsWords() {
        aws.answer(
                200, "{\"errorMessage\":\"row 17\"}", Map.of("X-Amz-Function-Error", "Unhandled"));
        assertCode(ErrorCode.FUNCTION_FAILED, () -> functions.call("f", "{}", TIMEOUT));
    }

    @ParameterizedTest
    @CsvSource({
        "429, THROTTLED",
        "404, FUNCTION_FAILED",
        "413, REQUEST_TOO_LARGE",
        "500, FUNCTION_FAILED"
    })
    void refusalsHaveTheirCodes(int status, ErrorCode code) {
        String type = status == 413 ? "RequestTooLargeException" : "SomeException";
        aws.answer(status, "{}", Map.of("X-Amzn-ErrorType", type));
        assertCode(code, () -> functions.call("f", "{}", TIMEOUT));
        assertThat(aws.requests).hasSize(1);
    }

    @Test
    void withoutTimeNothingIsCalled() {
        assertCode(ErrorCode.FUNCTION_FAILED, () -> functions.call("f", "{}", Duration.ZERO));
        assertThat(aws.requests).isEmpty();
    }

    @Test
    void whatIsSentIsNotWaitedFor() {
        aws.answer(202, "", Map.of());
        functions.send("executor", "{}");
        assertThat(aws.requests).hasSize(1);
    }
}
