package dev.trawl.source.objects.system;

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
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Fetches the records of some days, many at once.
final class AuditScan {
    private final ObjectStore audit;
    private final SystemSettings settings;
    private final ReadContext context;

    AuditScan(ObjectStore audit, SystemSettings settings, ReadContext context) {
        this.audit = audit;
        this.settings = settings;
        this.context = context;
    }

    /// What cannot be read is left to the verifier.
    List<AuditRecord> records(List<LocalDate> days) {
        List<String> keys = keys(days);
        AuditReader reader = new AuditReader(audit, settings.recordsMax());
        try (ExecutorService threads =
                Executors.newFixedThreadPool(
                        settings.connections(), Thread.ofVirtual().factory())) {
            List<Future<Optional<AuditRecord>>> loading =
                    keys.stream().map(key -> threads.submit(() -> load(reader, key))).toList();
            List<AuditRecord> records = new ArrayList<>();
            try {
                for (Future<Optional<AuditRecord>> record : loading) {
                    result(record).ifPresent(records::add);
                }
                return records;
            } catch (RuntimeException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    private List<String> keys(List<LocalDate> days) {
        List<String> keys = new ArrayList<>();
        for (LocalDate day : days) {
            checkpoint();
            int left = settings.recordsMax() - keys.size();
            try {
                keys.addAll(new AuditReader(audit, Math.max(1, left)).keys(day));
            } catch (TrawlException e) {
                throw e.code() == ErrorCode.SPLITS_LIMIT_EXCEEDED
                        ? tooMany("that range of recorded_at", settings.recordsMax())
                        : e;
            }
            if (keys.size() > settings.recordsMax()) {
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

    private Optional<AuditRecord> load(AuditReader reader, String key) {
        checkpoint();
        try {
            return Optional.of(AuditRecord.fromJson(reader.load(key).text()));
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
