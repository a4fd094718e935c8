package dev.trawl.scan;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.ResourceKind;
import dev.trawl.lambda.HttpRequest;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.Functions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// Asks the policy function what the bearer of a request's token may do. Without an answer nothing
/// is allowed.
final class Decisions {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int TABLES_PER_REQUEST = 200;
    private static final String DECLARED = "resource";

    private final Functions functions;

    Decisions(Functions functions) {
        this.functions = functions;
    }

    /// The tables that the caller may know of, with the names of the columns it may see.
    Map<TableName, Set<String>> describable(
            HttpRequest request, CatalogSnapshot catalog, Collection<TableName> tables) {
        List<TableName> all = List.copyOf(tables);
        Map<TableName, Set<String>> visible = new HashMap<>();
        for (int from = 0; from < all.size(); from += TABLES_PER_REQUEST) {
            List<TableName> some =
                    all.subList(from, Math.min(all.size(), from + TABLES_PER_REQUEST));
            for (Decision.Outcome outcome :
                    decide(request, Action.DESCRIBE, catalog.hash(), some).outcomes()) {
                if (outcome instanceof Decision.Permit permit) {
                    visible.put(
                            permit.table(),
                            permit.fields().stream()
                                    .map(Field::name)
                                    .collect(Collectors.toUnmodifiableSet()));
                }
            }
        }
        return visible;
    }

    /// Whether the caller may change and see everything of a resource.
    boolean mayAdminister(
            HttpRequest request, CatalogSnapshot catalog, ResourceKind kind, String name) {
        TableName declared = new TableName(DECLARED, kind.text(), name);
        Decision decision = decide(request, Action.ADMINISTER, catalog.hash(), List.of(declared));
        return decision.outcomes().getFirst() instanceof Decision.Permit;
    }

    /// The caller, and a grant to list what a source holds.
    ///
    /// @throws TrawlException PERMISSION_DENIED
    Scan scan(HttpRequest request, CatalogSnapshot catalog, String source) {
        TableName everything = new TableName(source, "*", "*");
        Decision decision = decide(request, Action.SCAN, catalog.hash(), List.of(everything));
        String grant = decision.grants().get(source);
        if (grant == null) {
            throw new TrawlException(
                    ErrorCode.PERMISSION_DENIED,
                    "source '%s' may be scanned by whom a rule with the action scan allows"
                            .formatted(source));
        }
        return new Scan(decision.principal(), grant);
    }

    /// @param principal `issuer|subject`
    /// @param grant compact JWS for the one source
    record Scan(String principal, String grant) {}

    /// Who the caller is.
    String principal(HttpRequest request, CatalogSnapshot catalog) {
        return decide(request, Action.DESCRIBE, catalog.hash(), new ArrayList<>()).principal();
    }

    private Decision decide(
            HttpRequest request, Action action, String catalogHash, List<TableName> tables) {
        String token =
                request.bearerToken()
                        .orElseThrow(() ->
                                new TrawlException(
                                        ErrorCode.UNAUTHENTICATED,
                                        "the request has no bearer token"));
        DecisionRequest asked =
                new DecisionRequest(
                        new DecisionRequest.Credential.Token(token),
                        null,
                        action,
                        "scan-" + UUID.randomUUID(),
                        catalogHash,
                        null,
                        tables);
        String message = Envelope.request(asked, DecisionRequestCodec::write);
        String answer;
        try {
            answer = functions.call("policy", message, TIMEOUT);
        } catch (TrawlException e) {
            throw new TrawlException(
                    ErrorCode.POLICY_UNAVAILABLE,
                    "the policy function cannot be reached, so everything is denied; try again",
                    e);
        }
        return Envelope.readAnswer(answer, DecisionCodec::read);
    }
}
