package dev.trawl.protocol;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The one exception that crosses modules: it ends a request.
///
/// The message is shown to the caller: what failed, where, what to do. It quotes request text and
/// settings, never secrets or values of rows.
public final class TrawlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient @Nullable SqlPosition position;
    private final int retryAfterSeconds;

    public TrawlException(ErrorCode code, String message) {
        this(code, message, null, null);
    }

    public TrawlException(ErrorCode code, String message, Throwable cause) {
        this(code, message, null, cause);
    }

    /// With the place in the SQL text that is at fault.
    public TrawlException(ErrorCode code, String message, SqlPosition position) {
        this(code, message, position, null);
    }

    public TrawlException(
            ErrorCode code,
            String message,
            @Nullable SqlPosition position,
            @Nullable Throwable cause) {
        this(code, message, position, 0, cause);
    }

    private TrawlException(
            ErrorCode code,
            String message,
            @Nullable SqlPosition position,
            int retryAfterSeconds,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.position = position;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /// One that says when the same request may succeed.
    public static TrawlException retryAfter(ErrorCode code, String message, int seconds) {
        return new TrawlException(code, message, null, Math.max(seconds, 1), null);
    }

    public ErrorCode code() {
        return code;
    }

    /// After how many seconds to ask again; absent if that is not known.
    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds == 0 ? OptionalInt.empty() : OptionalInt.of(retryAfterSeconds);
    }

    public Optional<SqlPosition> position() {
        return Optional.ofNullable(position);
    }

    /// The message; never absent.
    public String text() {
        return String.valueOf(getMessage());
    }
}
