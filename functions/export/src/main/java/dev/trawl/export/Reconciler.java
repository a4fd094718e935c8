package dev.trawl.export;

import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.Schedules;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes what is there what is declared: the scheduler's entries, runs that got lost, files that no
/// manifest names. Run every few minutes, and as often as anybody likes.
final class Reconciler {
    private static final String SELF = "export";
    private static final int OPEN_MAX = 1_000;

    /// No write of an attempt is under way any more so long after its run has ended.
    private static final Duration SETTLED = Duration.ofDays(1);

    private final ResourceService resources;
    private final Schedules schedules;
    private final Runs runs;
    private final Targets targets;
    private final Functions functions;
    private final Delivery delivery;
    private final ExportJobs jobs;
    private final Followers followers;
    private final Backfills backfills;
    private final Releases releases;
    private final CommittedRuns committed;
    private final Expiry expiry;
    private final Notifier notifier;
    private final CheckNotices checkNotices;
    private final ExportStatus status;
    private final Clock clock;

    Reconciler(
            ResourceService resources,
            Schedules schedules,
            Runs runs,
            Targets targets,
            Functions functions,
            Delivery delivery,
            ExportJobs jobs,
            Followers followers,
            Backfills backfills,
            Releases releases,
            CommittedRuns committed,
            Expiry expiry,
            Notifier notifier,
            CheckNotices checkNotices,
            ExportStatus status,
            Clock clock) {
        this.resources = resources;
        this.schedules = schedules;
        this.runs = runs;
        this.targets = targets;
        this.functions = functions;
        this.delivery = delivery;
        this.jobs = jobs;
        this.followers = followers;
        this.backfills = backfills;
        this.releases = releases;
        this.committed = committed;
        this.expiry = expiry;
        this.notifier = notifier;
        this.checkNotices = checkNotices;
        this.status = status;
        this.clock = clock;
    }

    /// @return how much was not as it should be
    int reconcile() {
        backfills.advanceAll();
        List<Run> released = releases.all();
        released.forEach(this::start);
        return released.size()
                + entries()
                + runs.open(OPEN_MAX).stream().mapToInt(this::tried).sum()
                + expired()
                + checkNotices.tellOpen();
    }

    private int expired() {
        Map<Resource, Expiry.Outcome> outcomes = expiry.expire(resources);
        status.expired(outcomes);
        return outcomes.values().stream().mapToInt(Expiry.Outcome::gone).sum();
    }

    /// Has a waiting run called when it is due. Should that fail, {@link #reconcile} finds it.
    void wake(Run run) {
        if (run.phase() == Run.Phase.WAITING && run.until().isAfter(clock.instant())) {
            schedules.put(ScheduleEntries.of(run));
        }
    }

    /// Has a run that was just pinned called, now or when it is due.
    void start(Run run) {
        if (run.until().isAfter(clock.instant())) {
            wake(run);
        } else {
            jobs.hand(run.id());
        }
    }

    /// Makes the entry of one export what it is to be now. Should that fail, {@link #reconcile}
    /// does it.
    void refresh(Resource export) {
        Map<String, TrawlException> refused = new HashMap<>();
        ScheduleEntries.of(export, jobs.isPaused(export)).ifPresent(e -> put(e, refused));
        status.scheduled(export, refused);
    }

    private int entries() {
        Map<String, Schedules.Entry> wanted = new HashMap<>();
        for (ResourceService.Current export : resources.list(ResourceKind.EXPORT)) {
            ScheduleEntries.of(export.resource(), jobs.isPaused(export.resource()))
                    .ifPresent(e -> wanted.put(e.name(), e));
        }
        Map<String, TrawlException> refused = new HashMap<>();
        int repaired = 0;
        for (Schedules.Entry entry : schedules.list()) {
            boolean isOurs = entry.name().startsWith(ScheduleEntries.EXPORT);
            if (isOurs && entry.equals(wanted.get(entry.name()))) {
                wanted.remove(entry.name());
            } else if (isOurs && !wanted.containsKey(entry.name()) || isOver(entry)) {
                schedules.delete(entry.name());
                repaired++;
            }
        }
        for (Schedules.Entry entry : wanted.values()) {
            repaired += put(entry, refused);
        }
        status.scheduled(refused);
        return repaired;
    }

    /// One expression that the platform refuses does not keep the others from running.
    private int put(Schedules.Entry entry, Map<String, TrawlException> refused) {
        try {
            schedules.put(entry);
            return 1;
        } catch (TrawlException e) {
            refused.put(entry.name(), e);
            return 0;
        }
    }

    private boolean isOver(Schedules.Entry entry) {
        return entry.name().startsWith(ScheduleEntries.RUN)
                && runs.find(entry.name().substring(ScheduleEntries.RUN.length()))
                        .filter(h -> h.run().phase() == Run.Phase.WAITING)
                        .isEmpty();
    }

    /// One run that cannot be looked after does not keep the others from it.
    private int tried(Run run) {
        try {
            return look(run);
        } catch (TrawlException e) {
            return 0;
        }
    }

    private int look(Run run) {
        Instant now = clock.instant();
        if (!run.phase().isEnd()) {
            if (now.isBefore(run.until())) {
                return 0;
            }
            functions.send(SELF, ExportJobs.proceed(run.id()));
            return 1;
        }
        boolean isTold = told(run);
        return sweep(run, now, isTold);
    }

    /// Tells who is to be told how a run ended.
    ///
    /// @return whether nobody is left, for whom {@link #reconcile} comes again
    boolean told(Run run) {
        status.ended(run);
        return jobs.find(run.export())
                .map(export -> {
                    Notifier.Outcome outcome = notifier.tell(export.resource(), run);
                    status.told(export.resource(), run.id(), outcome);
                    return outcome.isDone();
                })
                .orElse(true);
    }

    private int sweep(Run run, Instant now, boolean isTold) {
        ObjectStore bucket = targets.bucket(run);
        Optional<byte[]> manifest = bucket.find(run.manifestKey());
        if (manifest.isEmpty() && now.isBefore(run.until().plus(SETTLED))) {
            return 0;
        }
        // A manifest counts, also of a run that was cancelled while it committed.
        if (manifest.isPresent() && run.spec().table() == null) {
            delivery.deliver(run, manifest.get(), bucket, now.plus(SETTLED));
        }
        if (run.phase() == Run.Phase.COMMITTED) {
            followers.of(run).forEach(id -> functions.send(SELF, ExportJobs.proceed(id)));
        }
        String attempt = manifest.map(Manifest::attempt).orElse("");
        boolean isSettled = manifest.isEmpty() || delivery.isSettled(run);
        if (targets.sweep(run, bucket, attempt) && isSettled && isTold) {
            if (manifest.isPresent()) {
                committed.note(run);
            }
            runs.close(run.id());
        }
        return 1;
    }
}
