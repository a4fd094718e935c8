package dev.trawl.policy.function;

import dev.trawl.lambda.JsonLog;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantCodec;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Records every grant before it is handed out, in the state bucket and in the log. Records are
/// created, never replaced.
final class GrantAudit {
    private final ObjectStore state;
    private final JsonLog log;

    GrantAudit(ObjectStore state, JsonLog log) {
        this.state = state;
        this.log = log;
    }

    /// Gives the grant's id when it is recorded.
    ///
    /// @throws TrawlException POLICY_UNAVAILABLE if it cannot be recorded; the grant is then not
    ///   given
    String record(Grant grant) {
        byte[] text =
                JsonWriter.write(out -> GrantCodec.write(out, grant))
                        .getBytes(StandardCharsets.UTF_8);
        String prefix =
                "audit/grants/%s/%s-%s"
                        .formatted(
                                LocalDate.ofInstant(grant.issuedAt(), ZoneOffset.UTC),
                                grant.queryId(),
                                grant.audience());
        try {
            if (!state.create(prefix + ".json", text, "application/json")
                    && !state.create(
                            prefix + "-" + grant.id() + ".json", text, "application/json")) {
                throw new TrawlException(
                        ErrorCode.STORE_UNAVAILABLE, "the record of a grant exists already");
            }
        } catch (TrawlException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the grant cannot be recorded; everything is denied",
                    e);
        }
        log.info("grant signed", facts(grant));
        return grant.id();
    }

    private static Map<String, String> facts(Grant grant) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("grantId", grant.id());
        facts.put("queryId", grant.queryId());
        facts.put("source", grant.audience());
        facts.put("principal", grant.principal());
        facts.put("action", grant.action().text());
        facts.put("catalogHash", grant.catalogHash());
        facts.put("policyEpoch", Long.toString(grant.policyEpoch()));
        facts.put("expiresAt", grant.expiresAt().toString());
        facts.put(
                "tables",
                grant.relations().stream()
                        .map(GrantedRelation::table)
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")));
        if (grant.purpose() != null) {
            facts.put("purpose", grant.purpose());
        }
        return facts;
    }
}
