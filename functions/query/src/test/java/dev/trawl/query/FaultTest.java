package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HttpResponse;
import dev.trawl.protocol.ErrorCode;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every call to another function fails once, or for good: the answer is right or a coded error.
class FaultTest {
    private final Fleet fleet = new Fleet(QueryTest.SQL, Map.of(), 3);

    @AfterEach
    void nothingIsLeft() {
        assertThat(fleet.allocatedBytes()).isZero();
        fleet.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"FUNCTION_FAILED", "THROTTLED", "SOURCE_UNAVAILABLE", "GRANT_INVALID"})
    void oneCallFails(ErrorCode code) {
        int calls = calls();

        for (int n = 1; n <= calls; n++) {
            fleet.functions.fail(n, 1, code);
            HttpResponse response =
                    fleet.query("ann", "{\"sql\":\"summary\",\"options\":{\"splitsMax\":9}}");
            boolean isRepeated = code != ErrorCode.SOURCE_UNAVAILABLE;
            if (n == 1) {
                assertThat(response.bodyText()).contains("POLICY_UNAVAILABLE");
            } else if (isRepeated) {
                assertThat(response.bodyText()).contains("\"rows\":[[\"AMS\",");
            } else {
                assertThat(response.bodyText()).contains("\"code\":\"" + code + "\"");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {"FUNCTION_FAILED", "THROTTLED", "SOURCE_UNAVAILABLE"})
    void allCallsFromOneOnFail(ErrorCode code) {
        int calls = calls();

        for (int n = 1; n <= calls; n++) {
            fleet.functions.fail(n, 1_000, code);
            HttpResponse response =
                    fleet.query("ann", "{\"sql\":\"summary\",\"options\":{\"splitsMax\":9}}");
            assertThat(response.bodyText())
                    .contains(n == 1 ? "POLICY_UNAVAILABLE" : "\"code\":\"" + code + "\"");
        }
        assertThat(fleet.objects.list("results/", 10)).isEmpty();
    }

    @Test
    void failureIsTheStateOfTheQuery() {
        fleet.functions.fail(2, 1_000, ErrorCode.SOURCE_FAILED);
        HttpResponse response = fleet.query("ann", "{\"sql\":\"people\"}");
        String id = response.bodyText().replaceAll(".*\"queryId\":\"([0-9a-f]{32})\".*", "$1");

        assertThat(fleet.get("ann", "/v1/queries/" + id).bodyText())
                .contains("\"state\":\"failed\"")
                .contains("SOURCE_FAILED");
    }

    private int calls() {
        fleet.functions.fail(0, 0, ErrorCode.INTERNAL);
        assertThat(
                        fleet.query("ann", "{\"sql\":\"summary\",\"options\":{\"splitsMax\":9}}")
                                .status())
                .isEqualTo(200);
        int calls = fleet.functions.calls();
        // policy, splits, three of them
        assertThat(calls).isEqualTo(5);
        return calls;
    }
}
