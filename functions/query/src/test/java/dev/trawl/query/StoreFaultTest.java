package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HttpResponse;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every call to the bucket and the table fails once: the answer is right or a coded error, and no
/// row leaves before its access event is written.
class StoreFaultTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sql\":\"people\"}",
                "{\"sql\":\"summary\",\"options\":{\"splitsMax\":9}}",
                "{\"sql\":\"people\",\"wait\":0}"
            })
    void oneCallFails(String body) {
        int n = 0;
        boolean isDone = false;
        while (!isDone) {
            n++;
            try (Fleet fleet =
                    new Fleet(QueryTest.SQL, Map.of("TRAWL_ANSWER_INLINE_MAX", "10"), 3)) {
                fleet.faults.fail(n);
                HttpResponse response = fleet.query("ann", body);
                isDone = fleet.faults.calls() < n;
                if (response.status() == 200) {
                    assertThat(fleet.objects.list("audit/access/", 10)).hasSize(1);
                    assertThat(response.bodyText()).contains("\"parts\":[");
                } else if (response.status() != 202) {
                    assertThat(response.bodyText()).as("call " + n).contains("STORE_UNAVAILABLE");
                }
                assertThat(fleet.allocatedBytes()).isZero();
            }
        }
        assertThat(n).isGreaterThan(5);
    }
}
