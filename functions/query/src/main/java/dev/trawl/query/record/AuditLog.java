package dev.trawl.query.record;

import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// Events of queries as objects: `audit/access/<date>/<query>.json` and
/// `audit/completion/<date>/<query>.json`. Written once, never replaced. Thread-safe.
public final class AuditLog {
    private final ObjectStore objects;

    public AuditLog(ObjectStore objects) {
        this.objects = objects;
    }

    /// Returns when the event is safe.
    public void write(AccessEvent event) {
        create("access", event.time(), event.queryId(), event.toJson());
    }

    public void write(CompletionEvent event) {
        create("completion", event.time(), event.queryId(), event.toJson());
    }

    private void create(String kind, Instant time, String queryId, String json) {
        LocalDate date = LocalDate.ofInstant(time, ZoneOffset.UTC);
        objects.create(
                "audit/%s/%s/%s.json".formatted(kind, date, queryId),
                json.getBytes(StandardCharsets.UTF_8),
                "application/json");
    }
}
