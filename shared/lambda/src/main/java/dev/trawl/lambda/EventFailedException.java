package dev.trawl.lambda;

import dev.trawl.protocol.ErrorCode;

/// Tells the platform that an event was not handled. Has no stack: the log has it.
public final class EventFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EventFailedException(ErrorCode code) {
        super(code.name(), null, false, false);
    }
}
