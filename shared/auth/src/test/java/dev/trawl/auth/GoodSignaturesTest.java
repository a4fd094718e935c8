package dev.trawl.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import org.junit.jupiter.api.Test;

final class GoodSignaturesTest {
    private final GoodSignatures signatures = new GoodSignatures();
    private final ECKey key = ecKey();
    private int computed;

    @Test
    void aGoodOneIsComputedOnce() {
        assertThat(isGood("a", key)).isTrue();
        assertThat(isGood("a", key)).isTrue();
        assertThat(computed).isEqualTo(1);
    }

    @Test
    void anotherTextOrKeyIsComputedAnew() {
        isGood("a", key);
        isGood("b", key);
        isGood("a", ecKey());
        assertThat(computed).isEqualTo(3);
    }

    @Test
    void aRefusalIsNotKept() {
        assertThat(signatures.isGood("a", key, () -> false)).isFalse();
        assertThat(isGood("a", key)).isTrue();
        assertThat(computed).isEqualTo(1);
    }

    @Test
    void theOldestIsForgotten() {
        isGood("first", key);
        for (int i = 0; i < GoodSignatures.ENTRIES_MAX; i++) {
            isGood("text" + i, key);
        }
        int before = computed;
        isGood("first", key);
        assertThat(computed).isEqualTo(before + 1);
    }

    private boolean isGood(String text, ECKey by) {
        return signatures.isGood(
                text,
                by,
                () -> {
                    computed++;
                    return true;
                });
    }

    private static ECKey ecKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
