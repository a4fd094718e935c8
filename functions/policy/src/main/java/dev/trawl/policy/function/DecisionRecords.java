package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditRecord;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/// What decisions depended on: an object for each content and day beside the audit log, where only
/// policy reads, since it has groups and claims of people. The record of a decision has its hash.
/// Thread-safe.
final class DecisionRecords {
    /// The detail of a decision's record with the hash.
    static final String BASIS = "basis";

    private static final String OF_POLICY = "audit/log/[0-9-]{10}/policy-[^/]*/[0-9]{10}\\.json";
    private static final int STORED_MAX = 1_000;

    private final ObjectStore audit;
    private final Set<String> stored = Collections.synchronizedSet(new LinkedHashSet<>());

    DecisionRecords(ObjectStore audit) {
        this.audit = audit;
    }

    /// Returns when it is stored: its hash.
    ///
    /// @throws TrawlException STORE_UNAVAILABLE or COMMIT_STATE_UNKNOWN
    String store(DecisionBasis basis) {
        String text = basis.toJson();
        String hash = Hashes.sha256(text);
        String key = key(basis.time(), hash);
        if (!stored.contains(key)) {
            audit.create(key, text.getBytes(StandardCharsets.UTF_8), "application/json");
            if (stored.size() >= STORED_MAX) {
                stored.clear();
            }
            stored.add(key);
        }
        return hash;
    }

    /// What the first decision on a query depended on. The query function says where it was
    /// recorded; what stands there is believed only if policy recorded it of that query.
    ///
    /// @param started the begin of the query; it was decided on that day or the next
    Optional<DecisionBasis> find(String queryId, AuditEvent started) {
        String place = started.details().get("decision");
        if (place != null) {
            return place.matches(OF_POLICY) ? recorded(place, queryId) : Optional.empty();
        }
        LocalDate day = day(started.time());
        return old(queryId, day, started).or(() -> old(queryId, day.plusDays(1), started));
    }

    private Optional<DecisionBasis> recorded(String place, String queryId) {
        return text(place)
                .flatMap(DecisionRecords::event)
                .filter(e -> e.kind() == AuditEvent.Kind.DECISION && queryId.equals(e.queryId()))
                .flatMap(this::basis);
    }

    private Optional<DecisionBasis> basis(AuditEvent decision) {
        String hash = decision.details().get(BASIS);
        return hash == null
                ? Optional.empty()
                : text(key(decision.time(), hash))
                        .filter(text -> Hashes.sha256(text).equals(hash))
                        .map(text -> DecisionBasis.parse(text, decision.time()));
    }

    private static Optional<AuditEvent> event(String record) {
        try {
            return Optional.of(AuditRecord.fromJson(record).event());
        } catch (MalformedJsonException _) {
            return Optional.empty();
        }
    }

    /// Of before decisions told where they are recorded.
    private Optional<DecisionBasis> old(String queryId, LocalDate day, AuditEvent started) {
        return text("audit/decisions/%s/%s.json".formatted(day, queryId))
                .map(text -> DecisionBasis.parse(text, started.time()));
    }

    private Optional<String> text(String key) {
        return audit.find(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private static String key(Instant time, String hash) {
        return "audit/decisions/%s/%s.json".formatted(day(time), hash);
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
