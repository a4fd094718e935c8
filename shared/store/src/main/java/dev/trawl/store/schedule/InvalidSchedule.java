package dev.trawl.store.schedule;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;

/// Refuses what is no schedule.
final class InvalidSchedule {
    private InvalidSchedule() {}

    static TrawlException of(String message) {
        return new TrawlException(ErrorCode.INVALID_RESOURCE, message);
    }
}
