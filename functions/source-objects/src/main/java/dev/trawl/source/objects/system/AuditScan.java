package dev.trawl.source.objects.system;

import dev.trawl.audit.AuditPacks;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditRecord;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.run.FragmentRun;
import dev.trawl.store.ObjectStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Fetches the records of some days, many at once.
final class AuditScan {
    private final ObjectStore audit;
    private final SystemSettings settings;
    private final ReadContext context;
    private final AuditPacks packs;

    AuditScan(ObjectStore audit, SystemSettings settings, ReadContext context) {
        this.audit = audit;
        this.settings = settings;
        this.context = context;
        this.packs = new AuditPacks(audit);
    }

    /// Days that are packed are read from there. What cannot be read is left to the verifier.
    List<AuditRecord> records(List<LocalDate> days) {
        Map<LocalDate, AuditPacks.Index> packed = packed(days);
        long inPacks = packed.values().stream().mapToLong(AuditPacks.Index::records).sum();
        if (inPacks > settings.recordsMax()) {
            throw tooMany("that range of recorded_at", settings.recordsMax());
        }
        List<String> keys =
                keys(
                        days.stream().filter(day -> !packed.containsKey(day)).toList(),
                        Math.toIntExact(settings.recordsMax() - inPacks));
        List<Callable<List<AuditRecord>>> reads = new ArrayList<>();
        packed.forEach((day, index) ->
                index.packs().forEach(pack -> reads.add(() -> unpacked(day, pack))));
        AuditReader reader = new AuditReader(audit, settings.recordsMax());
        keys.forEach(key -> reads.add(() -> load(reader, key)));
        List<AuditRecord> records = together(reads);
        if (records.size() > settings.recordsMax()) {
            throw tooMany("that range of recorded_at", settings.recordsMax());
        }
        return records;
    }

    private Map<LocalDate, AuditPacks.Index> packed(List<LocalDate> days) {
        Map<LocalDate, AuditPacks.Index> packed = new ConcurrentSkipListMap<>();
        together(
                days.stream()
                        .<Callable<List<Boolean>>>map(day ->
                                () -> {
                                    checkpoint();
                                    packs.find(day).ifPresent(index -> packed.put(day, index));
                                    return List.of();
                                })
                        .toList());
        return packed;
    }

    private List<AuditRecord> unpacked(LocalDate day, AuditPacks.Pack pack) {
        checkpoint();
        return packs.load(day, pack).stream()
                .flatMap(stored -> record(stored.text()).stream())
                .toList();
    }

    private <T> List<T> together(List<Callable<List<T>>> reads) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        settings.connections(), Thread.ofVirtual().factory())) {
            List<Future<List<T>>> loading = reads.stream().map(threads::submit).toList();
            List<T> all = new ArrayList<>();
            try {
                for (Future<List<T>> some : loading) {
                    all.addAll(result(some));
                }
                return all;
            } catch (RuntimeException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private List<String> keys(List<LocalDate> days, int max) {
        List<String> keys = new ArrayList<>();
        for (LocalDate day : days) {
            checkpoint();
            int left = max - keys.size();
            try {
                keys.addAll(new AuditReader(audit, Math.max(1, left)).keys(day));
            } catch (TrawlException e) {
                throw e.code() == ErrorCode.SPLITS_LIMIT_EXCEEDED
                        ? tooMany("that range of recorded_at", settings.recordsMax())
                        : e;
            }
            if (keys.size() > max) {
                throw tooMany("that range of recorded_at", settings.recordsMax());
            }
        }
        return keys;
    }

    static TrawlException tooMany(String where, int recordsMax) {
        return new TrawlException(
                ErrorCode.ROWS_LIMIT_EXCEEDED,
                "%s has more than %d records; narrow it, or raise TRAWL_AUDIT_RECORDS_MAX"
                        .formatted(where, recordsMax));
    }

    private List<AuditRecord> load(AuditReader reader, String key) {
        checkpoint();
        return reader.loadAll(key).stream()
                .flatMap(stored -> record(stored.text()).stream())
                .toList();
    }

    private static Optional<AuditRecord> record(String text) {
        try {
            return Optional.of(AuditRecord.fromJson(text));
        } catch (MalformedJsonException e) {
            return Optional.empty();
        }
    }

    private void checkpoint() {
        if (context.cancellation().isRequested()) {
            throw FragmentRun.cancelled();
        }
        if (!Instant.now().isBefore(context.deadline())) {
            throw FragmentRun.late();
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new TrawlException(ErrorCode.INTERNAL, "reading records failed unexpectedly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw FragmentRun.cancelled();
        }
    }
}
