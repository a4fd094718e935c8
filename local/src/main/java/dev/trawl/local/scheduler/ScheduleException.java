package dev.trawl.local.scheduler;

/// A request that the scheduler refuses, with AWS's status and error type.
final class ScheduleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Why.
    enum Reason {
        INVALID(400, "ValidationException"),
        DENIED(403, "AccessDeniedException"),
        NOT_FOUND(404, "ResourceNotFoundException"),
        CONFLICT(409, "ConflictException");

        private final int status;
        private final String type;

        Reason(int status, String type) {
            this.status = status;
            this.type = type;
        }

        int status() {
            return status;
        }

        String type() {
            return type;
        }
    }

    private final Reason reason;

    ScheduleException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    static ScheduleException invalid(String message) {
        return new ScheduleException(Reason.INVALID, message);
    }

    Reason reason() {
        return reason;
    }
}
