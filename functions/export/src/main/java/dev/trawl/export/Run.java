package dev.trawl.export;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One run of an export: what was pinned when it was first asked for, and how it stands. The
/// manifest, not this, says whether there is a result.
///
/// @param id hash of the export and what it was asked for
/// @param cause the scheduled time, or who asked
/// @param author `issuer|subject` of who asked; empty for a schedule
/// @param head of the Export that was pinned
/// @param catalogHash in force when it was pinned
/// @param policyEpoch in force when it was pinned; what decides is policy at the time of an attempt
/// @param time that its result is of: the scheduled one, else when it was asked for
/// @param previous the time before it, where its query asks for it
/// @param attempt number of the last one begun; 0 before the first
/// @param attemptId names the folder of the last one begun; empty before the first
/// @param until when the running attempt counts as lost, or when the next may begin
/// @param result what it gave, once it is noted as committed
record Run(
        String id,
        String export,
        String cause,
        String author,
        ExportSpec spec,
        String head,
        String catalogHash,
        long policyEpoch,
        Instant created,
        Instant time,
        @Nullable Instant previous,
        Phase phase,
        int attempt,
        String attemptId,
        Instant until,
        @Nullable Problem problem,
        @Nullable RunResult result) {
    /// Begins the cause of runs for scheduled times that are past.
    static final String BACKFILL = "backfill ";

    /// Begins the cause of runs that something started.
    static final String EVENT = "event ";

    private static final Duration REDRIVEN = Duration.ofHours(23);

    enum Phase {
        /// For its first attempt, or the next.
        WAITING,
        RUNNING,
        COMMITTED,
        FAILED,
        CANCELLED,
        /// Another run of the export was running.
        SKIPPED;

        boolean isEnd() {
            return switch (this) {
                case WAITING, RUNNING -> false;
                case COMMITTED, FAILED, CANCELLED, SKIPPED -> true;
            };
        }
    }

    /// Why the last attempt did not commit.
    record Problem(String code, String text) {}

    /// Where all of the run is written.
    String folder() {
        return spec.prefix() + "runs/" + id + "/";
    }

    String attemptFolder() {
        return folder() + attemptId + "/";
    }

    String manifestKey() {
        return folder() + Manifest.NAME;
    }

    /// Whether it is of a time that is past, as somebody asked.
    boolean isBackfill() {
        return cause.startsWith(BACKFILL);
    }

    /// Whether it waits for its turn, instead of being skipped, while another run of the export
    /// runs.
    boolean isPatient() {
        return isBackfill() || cause.startsWith(EVENT);
    }

    Run begun(String newAttempt, Instant lost) {
        return with(Phase.RUNNING, attempt + 1, newAttempt, lost, problem);
    }

    Run waiting(Instant next, Problem why) {
        return with(Phase.WAITING, attempt, attemptId, next, why);
    }

    /// Whether it may be driven once more: it failed, and nobody sweeps what it left yet.
    boolean mayBeRedriven(Instant now) {
        return phase == Phase.FAILED && now.isBefore(until.plus(REDRIVEN));
    }

    /// The same once more from the start.
    Run redriven(Instant now) {
        return with(Phase.WAITING, 0, "", now, null);
    }

    Run ended(Phase end, Instant now, @Nullable Problem why) {
        return with(end, attempt, attemptId, now, why);
    }

    /// It was committed, as its manifest says.
    Run committed(Instant now, byte[] manifest) {
        return ended(Phase.COMMITTED, now, null)
                .having(result == null ? RunResult.of(manifest) : result);
    }

    Run having(RunResult now) {
        return with(phase, attempt, attemptId, until, problem, now);
    }

    private Run with(Phase newPhase, int number, String name, Instant due, @Nullable Problem why) {
        return with(newPhase, number, name, due, why, result);
    }

    private Run with(
            Phase newPhase,
            int number,
            String name,
            Instant due,
            @Nullable Problem why,
            @Nullable RunResult newResult) {
        return new Run(
                id,
                export,
                cause,
                author,
                spec,
                head,
                catalogHash,
                policyEpoch,
                created,
                time,
                previous,
                newPhase,
                number,
                name,
                due,
                why,
                newResult);
    }
}
