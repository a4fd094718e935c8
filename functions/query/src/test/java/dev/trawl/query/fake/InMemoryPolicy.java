package dev.trawl.query.fake;

import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A policy function: everybody may read everything, except that `secret` does not exist for them,
/// that those named `denied` may read nothing, those named `few` two rows, and those named `blind`
/// no column. Grants are readable texts.
public final class InMemoryPolicy {
    private static final Set<String> HIDDEN = Set.of("secret");

    private final Clock clock;
    private final AtomicInteger outdated = new AtomicInteger();
    private final Set<String> masked = ConcurrentHashMap.newKeySet();
    private volatile boolean isFiltering;
    private volatile String content = "content-1";

    public InMemoryPolicy(Clock clock) {
        this.clock = clock;
    }

    /// From now on decisions have other content.
    public void change() {
        content = "content-2";
    }

    /// From now on columns of this name are masked.
    public void mask(String column) {
        masked.add(column);
    }

    /// From now on it says that a filter hides rows.
    public void filter() {
        isFiltering = true;
    }

    /// So many decisions find the catalog too old.
    public void outdate(int decisions) {
        outdated.set(decisions);
    }

    public String answer(String payload) {
        try {
            DecisionRequest request = Envelope.readRequest(payload, DecisionRequestCodec::read);
            return Envelope.answer(decide(request), DecisionCodec::write);
        } catch (TrawlException e) {
            return Envelope.error(e);
        }
    }

    private Decision decide(DecisionRequest request) {
        if (outdated.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new TrawlException(ErrorCode.CONFLICT, "the catalog was changed meanwhile");
        }
        String principal =
                switch (request.credential()) {
                    case DecisionRequest.Credential.Token token -> token.jwt();
                    case DecisionRequest.Credential.Renewal renewal ->
                            renewal.ticket().substring("ticket of ".length());
                    case DecisionRequest.Credential.Machine _ ->
                            throw new TrawlException(ErrorCode.UNAUTHENTICATED, "no machines");
                };
        Map<String, String> grants = new HashMap<>();
        List<Decision.Outcome> outcomes =
                request.tables().stream().map(t -> outcome(principal, t, grants)).toList();
        return new Decision(
                "issuer|" + principal,
                request.purpose(),
                request.catalogHash(),
                7,
                clock.instant().plus(Duration.ofMinutes(2)),
                content,
                outcomes,
                grants,
                "ticket of " + principal);
    }

    private Decision.Outcome outcome(
            String principal, TableName table, Map<String, String> grants) {
        if (table.source().equals("resource")) {
            return principal.equals("steward")
                    ? new Decision.Permit(table, List.of(), List.of())
                    : new Decision.Deny(table, "no rule allows it");
        }
        if (HIDDEN.contains(table.table())) {
            return new Decision.Unknown(table);
        }
        if (principal.equals("denied")) {
            return new Decision.Deny(table, "no rule allows it; ask for purpose 'care'");
        }
        TableRows rows = Sample.tables().get(table);
        grants.put(table.source(), "grant for " + table.source());
        return new Decision.Permit(
                table,
                rows == null || principal.equals("blind") ? List.of() : rows.fields(),
                effects(),
                principal.equals("few") ? 2L : null);
    }

    private List<Decision.Effect> effects() {
        List<Decision.Effect> effects = new ArrayList<>();
        effects.add(
                new Decision.Effect(
                        "everybody/read", Decision.Effect.Kind.ALLOW, null, "may read"));
        if (isFiltering) {
            effects.add(
                    new Decision.Effect(
                            "everybody/filter",
                            Decision.Effect.Kind.ROW_FILTER,
                            null,
                            "only rows of your own"));
        }
        masked.forEach(c ->
                effects.add(
                        new Decision.Effect(
                                "everybody/mask", Decision.Effect.Kind.MASK, c, "shown as null")));
        return effects;
    }
}
