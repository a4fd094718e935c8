package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditReader;
import dev.trawl.audit.AuditRecord;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// Finds what decisions depended on: attached to their records in the audit log, where the begin of
/// the query says. Older ones have an object of their own.
final class DecisionRecords {
    private static final String OF_POLICY = "audit/log/[0-9-]{10}/policy-[^/]*/[0-9]{10}\\.json";

    private final ObjectStore audit;
    private final AuditReader reader;

    DecisionRecords(ObjectStore audit) {
        this.audit = audit;
        this.reader = new AuditReader(audit, 1);
    }

    /// What the first decision on a query depended on. The query function says where it is; what
    /// stands there is believed only if policy recorded it of that query.
    ///
    /// @param started the begin of the query; it was decided on that day or the next
    Optional<DecisionBasis> find(String queryId, AuditEvent started) {
        String place = started.details().get("decision");
        if (place != null) {
            return place.matches(OF_POLICY)
                    ? reader.attached(place)
                            .filter(found -> isOf(queryId, found))
                            .map(DecisionRecords::basis)
                    : Optional.empty();
        }
        LocalDate day = LocalDate.ofInstant(started.time(), ZoneOffset.UTC);
        return old(queryId, day).or(() -> old(queryId, day.plusDays(1)));
    }

    private static boolean isOf(String queryId, AuditReader.Attached found) {
        try {
            AuditEvent event = AuditRecord.fromJson(found.record().text()).event();
            return event.kind() == AuditEvent.Kind.DECISION && queryId.equals(event.queryId());
        } catch (MalformedJsonException _) {
            return false;
        }
    }

    private static DecisionBasis basis(AuditReader.Attached found) {
        return DecisionBasis.parse(found.text());
    }

    private Optional<DecisionBasis> old(String queryId, LocalDate day) {
        return audit.find("audit/decisions/%s/%s.json".formatted(day, queryId))
                .map(bytes -> DecisionBasis.parse(new String(bytes, StandardCharsets.UTF_8)));
    }
}
