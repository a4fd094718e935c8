package dev.trawl.audit;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Packs days that are over, a day after they ended: no record comes for them any more. Done again
/// it changes nothing. Thread-safe.
public final class AuditCompaction {
    private static final int CONNECTIONS = 32;
    private static final int DAY_MAX = 5_000_000;

    private final AuditReader reader;
    private final AuditPacks packs;
    private final int packRecords;
    private final Clock clock;

    /// @param objects the audit bucket
    /// @param packRecords objects of the log whose records are packed into one
    public AuditCompaction(ObjectStore objects, int packRecords, Clock clock) {
        this.reader = new AuditReader(objects, DAY_MAX);
        this.packs = new AuditPacks(objects);
        this.packRecords = packRecords;
        this.clock = clock;
    }

    /// Packs those of the last days that nobody has packed, the oldest first.
    ///
    /// @param until when no further day is begun
    /// @return days that were packed
    public List<LocalDate> run(int days, Instant until) {
        LocalDate last = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(2);
        List<LocalDate> packed = new ArrayList<>();
        for (LocalDate day = last.minusDays(days - 1L);
                !day.isAfter(last) && clock.instant().isBefore(until);
                day = day.plusDays(1)) {
            if (packs.find(day).isEmpty() && pack(day)) {
                packed.add(day);
            }
        }
        return packed;
    }

    /// A day without records is left as it is: it costs nothing to read.
    private boolean pack(LocalDate day) {
        List<String> keys = reader.keys(day);
        if (keys.isEmpty()) {
            return false;
        }
        List<AuditPacks.Pack> written = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += packRecords) {
            written.add(
                    packs.write(
                            day,
                            load(keys.subList(from, Math.min(keys.size(), from + packRecords)))));
        }
        return packs.publish(day, new AuditPacks.Index(written));
    }

    private List<AuditReader.Stored> load(List<String> keys) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(CONNECTIONS, Thread.ofPlatform().factory())) {
            List<Future<List<AuditReader.Stored>>> loading =
                    keys.stream().map(key -> threads.submit(() -> reader.loadAll(key))).toList();
            List<AuditReader.Stored> records = new ArrayList<>();
            for (Future<List<AuditReader.Stored>> some : loading) {
                records.addAll(result(some));
            }
            return records;
        }
    }

    private static List<AuditReader.Stored> result(Future<List<AuditReader.Stored>> records) {
        try {
            return records.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new TrawlException(ErrorCode.INTERNAL, "reading records failed unexpectedly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "reading records was ended", e);
        }
    }
}
