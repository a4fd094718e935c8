package dev.trawl.export;

import dev.trawl.catalog.Resource;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.catalog.ResourceService;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Deletes files of runs that their export's retention keeps no longer. Thread-safe.
///
/// A run is let go only if a later one of the same place was committed {@link #READ} ago, so that
/// nobody who followed `current.json` reads it any more; never the current one, nor one that a
/// dataset is declared on. The manifest goes first, its copy `expired.json` stays: a reader of
/// manifests finds a whole result or none. Whatever fails or dies on the way, the next call goes
/// on.
final class Expiry {
    /// Whoever reads files of a run ends within this time.
    static final Duration READ = Duration.ofDays(1);

    /// Name of the manifest's copy.
    static final String EXPIRED = "expired.json";

    private static final int LOOKED_AT_MAX = 20_000;
    private static final int AT_ONCE = 20;
    private static final int OBJECTS_MAX = 100_000;
    private static final Pattern RUN = Pattern.compile("runs/([0-9a-f]{32})");

    private final CommittedRuns committed;
    private final Runs runs;
    private final Targets targets;
    private final CurrentRun current;
    private final Clock clock;

    Expiry(CommittedRuns committed, Runs runs, Targets targets, CurrentRun current, Clock clock) {
        this.committed = committed;
        this.runs = runs;
        this.targets = targets;
        this.current = current;
        this.clock = clock;
    }

    /// What came of it.
    ///
    /// @param gone of how many runs the files are gone
    /// @param problem that the first run met whose files could not be deleted; absent for none
    record Outcome(int gone, @Nullable TrawlException problem) {}

    /// All exports that have a retention, some runs of each; what cannot be done now is tried
    /// again.
    ///
    /// @return by export
    Map<Resource, Outcome> expire(ResourceService resources) {
        Map<Resource, Retention> retained = new LinkedHashMap<>();
        for (ResourceService.Current export : resources.list(ResourceKind.EXPORT)) {
            Retention.of(export.resource().spec())
                    .ifPresent(retention -> retained.put(export.resource(), retention));
        }
        Map<Resource, Outcome> outcomes = new LinkedHashMap<>();
        if (!retained.isEmpty()) {
            Set<String> used = used(resources);
            retained.forEach((export, retention) ->
                    outcomes.put(export, expire(export.name(), retention, used)));
        }
        return outcomes;
    }

    /// One run that cannot be looked after does not keep the others from it.
    ///
    /// @param used runs whose files are read by other ways than the current one's
    Outcome expire(String export, Retention retention, Set<String> used) {
        int gone = 0;
        TrawlException problem = null;
        for (CommittedRuns.Entry entry : due(export, retention)) {
            if (gone == AT_ONCE) {
                break;
            }
            try {
                if (!used.contains(entry.run()) && !isCurrent(entry)) {
                    letGo(entry);
                    gone++;
                }
            } catch (TrawlException e) {
                problem = problem == null ? e : problem;
            }
        }
        return new Outcome(gone, problem);
    }

    /// Runs that datasets are declared on by name, instead of on the current one.
    private static Set<String> used(ResourceService resources) {
        Set<String> used = new HashSet<>();
        for (ResourceService.Current dataset : resources.list(ResourceKind.DATASET)) {
            Matcher run = RUN.matcher(dataset.resource().spec().path("mapping").toString());
            while (run.find()) {
                used.add(run.group(1));
            }
        }
        return used;
    }

    /// The oldest first.
    private List<CommittedRuns.Entry> due(String export, Retention retention) {
        Instant now = clock.instant();
        Instant read = now.minus(READ);
        List<CommittedRuns.Entry> due = new ArrayList<>();
        Set<String> replaced = new HashSet<>();
        int number = 0;
        for (CommittedRuns.Entry entry : committed.of(export, LOOKED_AT_MAX)) {
            number++;
            boolean isRead = entry.ended().isAfter(read);
            if (!isRead
                    && replaced.contains(entry.place())
                    && !retention.keeps(number, entry.ended(), now)) {
                due.addFirst(entry);
            }
            if (!isRead) {
                replaced.add(entry.place());
            }
        }
        return due;
    }

    private boolean isCurrent(CommittedRuns.Entry entry) {
        return current.isCurrent(
                entry.bucket(), entry.prefix(), entry.run(), targets.named(entry.bucket()));
    }

    private void letGo(CommittedRuns.Entry entry) {
        Optional<Runs.Held> held = runs.find(entry.run());
        ObjectStore bucket =
                held.isPresent() ? targets.bucket(held.get().run()) : targets.named(entry.bucket());
        String key = entry.folder() + Manifest.NAME;
        Optional<byte[]> manifest = bucket.find(key);
        if (manifest.isPresent()) {
            bucket.put(entry.folder() + EXPIRED, manifest.get(), "application/json");
            held.ifPresent(h -> note(h, manifest.get()));
            bucket.delete(key);
        }
        for (ObjectStore.ObjectInfo object : bucket.list(entry.folder(), OBJECTS_MAX)) {
            if (!object.key().equals(entry.folder() + EXPIRED)) {
                bucket.delete(object.key());
            }
        }
        committed.forget(entry);
    }

    private void note(Runs.Held held, byte[] manifest) {
        RunResult known = held.run().result();
        RunResult result = known == null ? RunResult.of(manifest) : known;
        if (result.expired() == null
                && runs.replace(held, held.run().having(result.expiredAt(clock.instant())))
                        .isEmpty()) {
            throw Runs.changed(held.run().id());
        }
    }
}
