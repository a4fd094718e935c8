package dev.trawl.policy.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.policy.PolicySet;
import dev.trawl.policy.PolicySnapshot;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StoredPoliciesTest {
    private final InMemoryObjectStore state = new InMemoryObjectStore("state");
    private final StoredPolicies stored = new StoredPolicies(state, Fleet.EQUALITY);

    @Test
    void policiesAreStoredByTheirHash() {
        PolicySet policies =
                stored.compile(
                        List.of(
                                Fleet.policy(
                                        "p",
                                        """
                                        rules:
                                          - resources: [bookings.*]
                                            subjects: { any: true }
                                            rowFilter: origin = principal.station\
                                        """)),
                        Fleet.catalog("c1"));
        String hash = stored.store(policies);
        assertThat(stored.store(policies)).isEqualTo(hash);
        assertThat(PolicySnapshot.write(stored.load(hash)))
                .isEqualTo(PolicySnapshot.write(policies));
    }

    @Test
    void alteredPoliciesAreRefused() {
        String hash = stored.store(stored.load(""));
        state.put(
                "policy/" + hash + ".json",
                "{}".getBytes(StandardCharsets.UTF_8),
                "application/json");
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> stored.load(hash))
                .withMessage("the stored policies are not what was applied")
                .matches(e -> e.code() == ErrorCode.POLICY_UNAVAILABLE);
    }

    @Test
    void whatDoesNotCompileIsToldWithItsPlace() {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() ->
                        stored.compile(
                                List.of(Fleet.policy("p", "rules: [{ resource: x }]")),
                                Fleet.catalog("c1")))
                .withMessage(
                        "the policies do not compile: policy/p: spec.rules[0].subjects: is missing:"
                                + " a rule that allows says whom, `any: true` for everybody")
                .matches(e -> e.code() == ErrorCode.INVALID_RESOURCE);
    }
}
