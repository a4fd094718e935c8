package dev.trawl.engine;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Closes several things even if one of them fails.
final class Closing {
    private Closing() {}

    static void all(List<? extends AutoCloseable> things) {
        Exception first = null;
        for (AutoCloseable thing : things) {
            first = close(thing, first);
        }
        if (first != null) {
            throw first instanceof TrawlException e
                    ? e
                    : new TrawlException(
                            ErrorCode.INTERNAL, "the local evaluator does not end cleanly", first);
        }
    }

    static void quietly(List<? extends AutoCloseable> things, Exception because) {
        for (AutoCloseable thing : things) {
            close(thing, because);
        }
    }

    private static @Nullable Exception close(AutoCloseable thing, @Nullable Exception earlier) {
        try {
            thing.close();
            return earlier;
        } catch (Exception e) {
            if (earlier == null) {
                return e;
            }
            earlier.addSuppressed(e);
            return earlier;
        }
    }
}
