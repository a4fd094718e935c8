package dev.trawl.query.execute;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.function.Function;

/// Signed grants of one query, by source.
public interface Grants {
    /// One that is valid for some time yet.
    ///
    /// @throws dev.trawl.protocol.TrawlException if there is none, or none any more
    String grant(String source);

    /// A new one, after a source refused the last: grants from before a revocation are worthless.
    ///
    /// @throws dev.trawl.protocol.TrawlException if policy would not decide the same again
    String fresh(String source);

    /// What `call` gives with a grant; tried once more with a fresh one if the first is refused.
    default <T> T with(String source, Function<String, T> call) {
        try {
            return call.apply(grant(source));
        } catch (TrawlException e) {
            if (e.code() != ErrorCode.GRANT_INVALID) {
                throw e;
            }
        }
        return call.apply(fresh(source));
    }
}
