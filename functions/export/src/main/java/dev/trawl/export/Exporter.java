package dev.trawl.export;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Brings runs to their end (DESIGN 8).
///
/// An attempt writes into a folder of its own. Creating the manifest, which names the attempt and
/// can be created once only, is the commit; everything else is bookkeeping that may fail, be
/// repeated or come late. So of two attempts at the same time one commits and the other finds that
/// out; whether an attempt committed whose answer got lost is read from the manifest. An attempt
/// deletes what it wrote only if it knows that no manifest names it. Thread-safe.
final class Exporter {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final int DOUBLINGS_MAX = 7;

    /// Attempts beyond the declared ones to find out whether a committed run was delivered.
    private static final int DELIVERIES = 3;

    private final Runs runs;
    private final Turns turns;
    private final Targets targets;
    private final ResultWriter writer;
    private final Delivery delivery;
    private final UnaryOperator<Duration> jitter;
    private final Supplier<String> attemptIds;
    private final Duration runTime;
    private final Clock clock;

    /// @param jitter of pauses between attempts, so that many exports do not come back at once
    /// @param attemptIds never the same twice
    /// @param runTime of one attempt; then it counts as lost
    Exporter(
            Runs runs,
            Turns turns,
            Targets targets,
            ResultWriter writer,
            Delivery delivery,
            UnaryOperator<Duration> jitter,
            Supplier<String> attemptIds,
            Duration runTime,
            Clock clock) {
        this.runs = runs;
        this.turns = turns;
        this.targets = targets;
        this.writer = writer;
        this.delivery = delivery;
        this.jitter = jitter;
        this.attemptIds = attemptIds;
        this.runTime = runTime;
        this.clock = clock;
    }

    /// Makes one attempt if one is due. Called as often as anybody likes.
    ///
    /// @return how the run stands afterwards
    Run proceed(String id) {
        Runs.Held held = runs.find(id).orElseThrow(() -> missing(id));
        Run run = held.run();
        if (run.phase().isEnd()) {
            return run;
        }
        ObjectStore target = targets.bucket(run);
        Instant now = clock.instant();
        Optional<byte[]> manifest = target.find(run.manifestKey());
        if (manifest.isPresent() && run.spec().table() == null) {
            delivery.deliver(run, manifest.get(), target, now.plus(runTime));
            return committed(held, manifest.get());
        }
        if (now.isBefore(run.until())) {
            return run;
        }
        int attempts = run.spec().attempts() + (manifest.isPresent() ? DELIVERIES : 0);
        if (run.attempt() >= attempts) {
            return end(held, Run.Phase.FAILED, lost(run));
        }
        Instant until = now.plus(timeMax(run));
        return switch (turns.take(run, until)) {
            case QUEUED -> later(held);
            case HELD -> run.isPatient() ? later(held) : end(held, Run.Phase.SKIPPED, skipped());
            case MISSED -> run;
            case TAKEN ->
                    runs.replace(held, run.begun(attemptIds.get(), until))
                            .map(h -> attempt(h, target))
                            .orElse(run);
        };
    }

    /// No attempt was made; another run of the export has the turn.
    private Run later(Runs.Held held) {
        Run next = held.run().waiting(clock.instant().plus(jitter.apply(FIRST_PAUSE)), waits());
        return runs.replace(held, next).map(Runs.Held::run).orElse(held.run());
    }

    private Run attempt(Runs.Held held, ObjectStore target) {
        Run run = held.run();
        try {
            if (target.find(run.manifestKey()).isEmpty()) {
                Manifest manifest = writer.write(run, target, run.until());
                if (!isStill(held)) {
                    targets.deleteAttempt(run, target);
                    return runs.find(run.id()).map(Runs.Held::run).orElse(run);
                }
                commit(run, manifest, target);
            }
        } catch (UncertainException e) {
            return again(held, e.error());
        } catch (TrawlException e) {
            targets.deleteAttempt(run, target);
            return again(held, e);
        }
        return delivered(held, target);
    }

    /// The run is committed; from here on nothing of it is deleted.
    private Run delivered(Runs.Held held, ObjectStore target) {
        Run run = held.run();
        byte[] manifest;
        try {
            if (!isStill(held)) {
                return runs.find(run.id()).map(Runs.Held::run).orElse(run);
            }
            manifest = target.load(run.manifestKey());
            delivery.deliver(run, manifest, target, run.until());
        } catch (TrawlException e) {
            Run.Problem problem = new Run.Problem(e.code().name(), e.text());
            boolean isLast = run.attempt() >= run.spec().attempts() + DELIVERIES;
            return isLast || !isWorthAnother(e.code())
                    ? end(held, Run.Phase.FAILED, problem)
                    : waiting(held, problem);
        }
        return committed(held, manifest);
    }

    private Duration timeMax(Run run) {
        Duration declared = Duration.ofSeconds(run.spec().seconds());
        return declared.isZero() || declared.compareTo(runTime) > 0 ? runTime : declared;
    }

    private boolean isStill(Runs.Held held) {
        return runs.find(held.run().id()).filter(h -> h.version() == held.version()).isPresent();
    }

    /// After this the manifest of some attempt is there. What is not this one's goes.
    private void commit(Run run, Manifest manifest, ObjectStore target) throws UncertainException {
        try {
            boolean isFirst =
                    target.create(
                            run.manifestKey(),
                            manifest.toBytes(run, clock.instant()),
                            "application/json");
            if (!isFirst && !isCommitted(run, target)) {
                targets.deleteAttempt(run, target);
            }
        } catch (TrawlException e) {
            settle(run, target, e);
        }
    }

    /// The answer got lost: the manifest itself says whether it was created, and by whom.
    private void settle(Run run, ObjectStore target, TrawlException error)
            throws UncertainException {
        try {
            if (target.find(run.manifestKey()).isEmpty()) {
                throw new UncertainException(error);
            }
        } catch (TrawlException e) {
            throw new UncertainException(e);
        }
    }

    private static boolean isCommitted(Run run, ObjectStore target) {
        return target.find(run.manifestKey())
                .filter(bytes -> Manifest.attempt(bytes).equals(run.attemptId()))
                .isPresent();
    }

    private Run again(Runs.Held held, TrawlException error) {
        Run run = held.run();
        Run.Problem problem = new Run.Problem(error.code().name(), error.text());
        if (!isWorthAnother(error.code()) || run.attempt() >= run.spec().attempts()) {
            return error.code() == ErrorCode.COMMIT_STATE_UNKNOWN
                    ? waiting(held, problem)
                    : end(held, Run.Phase.FAILED, problem);
        }
        return waiting(held, problem);
    }

    private Run waiting(Runs.Held held, Run.Problem problem) {
        Run run = held.run();
        turns.leave(run);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(DOUBLINGS_MAX, run.attempt() - 1));
        Run next = run.waiting(clock.instant().plus(jitter.apply(pause)), problem);
        return runs.replace(held, next).map(Runs.Held::run).orElse(run);
    }

    private Run end(Runs.Held held, Run.Phase phase, Run.@Nullable Problem problem) {
        return end(held, held.run().ended(phase, clock.instant(), problem));
    }

    private Run committed(Runs.Held held, byte[] manifest) {
        return end(held, held.run().committed(clock.instant(), manifest));
    }

    private Run end(Runs.Held held, Run ended) {
        Run now = runs.replace(held, ended).map(Runs.Held::run).orElse(held.run());
        turns.leave(held.run());
        return now;
    }

    /// What its author has to mend fails at once, and so does a source that is not as declared.
    private static boolean isWorthAnother(ErrorCode code) {
        return code.kind() == ErrorKind.EXTERNAL && code != ErrorCode.SOURCE_DATA_INVALID
                || code == ErrorCode.THROTTLED
                || code == ErrorCode.TIME_LIMIT_EXCEEDED
                || code == ErrorCode.CONFLICT;
    }

    private static Run.Problem lost(Run run) {
        Run.Problem last = run.problem();
        return last == null
                ? new Run.Problem(
                        ErrorCode.FUNCTION_FAILED.name(),
                        "whoever ran the last attempt did not come back")
                : last;
    }

    private static Run.Problem skipped() {
        return new Run.Problem(
                ErrorCode.CONFLICT.name(),
                "another run of the export was running, which it forbids");
    }

    private static Run.Problem waits() {
        return new Run.Problem(
                ErrorCode.CONFLICT.name(), "another run of the export runs; this one waits");
    }

    private static TrawlException missing(String id) {
        return new TrawlException(ErrorCode.NOT_FOUND, "there is no run '%s'".formatted(id));
    }

    /// Nobody knows whether the manifest was, or will be, created: nothing may be deleted.
    private static final class UncertainException extends Exception {
        private static final long serialVersionUID = 1L;

        private final TrawlException error;

        UncertainException(TrawlException error) {
            super(error.text(), error, false, false);
            this.error = error;
        }

        TrawlException error() {
            return error;
        }
    }
}
