package dev.trawl.scan;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.Change;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records who is about to change what is declared, before it is changed; the history of each
/// resource has what came of it. Thread-safe.
final class ChangeAudit {
    private static final int NAMED_MAX = 1_000;

    private final AuditLog log;
    private final Clock clock;

    ChangeAudit(AuditLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    /// @param principal `issuer|subject`
    /// @param action by which it comes: `administer`, or `scan`
    /// @throws dev.trawl.protocol.TrawlException STORE_UNAVAILABLE; nothing may be changed then
    void record(String principal, String action, List<Change> changes, @Nullable String traceId) {
        if (changes.isEmpty()) {
            return;
        }
        AuditEvent.Builder event =
                AuditEvent.builder(AuditEvent.Kind.CHANGE, clock.instant(), principal)
                        .action(action)
                        .trace(traceId)
                        .detail("changes", Integer.toString(changes.size()));
        changes.stream()
                .limit(NAMED_MAX)
                .forEach(c ->
                        event.detail(
                                c.kind().path() + "/" + c.name(),
                                c.resource() == null ? "delete" : "put"));
        log.record(event.build());
    }
}
