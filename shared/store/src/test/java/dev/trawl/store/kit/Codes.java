package dev.trawl.store.kit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Assertions on coded errors.
public final class Codes {
    private Codes() {}

    public static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> org.assertj.core.api.Assertions.assertThat(e.code()).isEqualTo(code));
    }
}
