package dev.trawl.policy.function;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Supplier;

/// What decisions depended on, an object each, beside the audit log. Created, never replaced.
final class DecisionRecords {
    private final ObjectStore audit;
    private final Supplier<String> ids;

    /// @param ids random, for decisions on a query after its first
    DecisionRecords(ObjectStore audit, Supplier<String> ids) {
        this.audit = audit;
        this.ids = ids;
    }

    /// @throws TrawlException POLICY_UNAVAILABLE if it cannot be recorded; nothing is then granted
    void record(DecisionBasis basis) {
        byte[] text = basis.toJson().getBytes(StandardCharsets.UTF_8);
        String place = place(day(basis.time()), basis.queryId());
        try {
            if (!audit.create(place + ".json", text, "application/json")) {
                audit.create(place + "-" + ids.get() + ".json", text, "application/json");
            }
        } catch (TrawlException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the decision cannot be recorded; everything is denied",
                    e);
        }
    }

    /// What the first decision on a query depended on.
    ///
    /// @param asked when the query began; it was decided on that day or the next
    Optional<DecisionBasis> find(String queryId, Instant asked) {
        return find(queryId, day(asked)).or(() -> find(queryId, day(asked).plusDays(1)));
    }

    private Optional<DecisionBasis> find(String queryId, LocalDate day) {
        return audit.find(place(day, queryId) + ".json")
                .map(bytes -> DecisionBasis.parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    private static LocalDate day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }

    private static String place(LocalDate day, String queryId) {
        return "audit/decisions/%s/%s".formatted(day, queryId);
    }
}
