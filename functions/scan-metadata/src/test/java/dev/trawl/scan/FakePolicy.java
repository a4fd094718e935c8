package dev.trawl.scan;

import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A policy function whose tokens are names: `admin` and the machine `scanner` may all, `reader`
/// may describe tables of the source `shop` that begin with `open`, without the column `secret`,
/// `owner` may administer only what is called so, others nothing.
final class FakePolicy {
    final List<DecisionRequest> asked = new ArrayList<>();

    /// So many decisions find the catalog too old.
    int outdated;

    UnaryOperator<String> function() {
        return message -> {
            try {
                DecisionRequest request = Envelope.readRequest(message, DecisionRequestCodec::read);
                asked.add(request);
                if (outdated > 0) {
                    outdated--;
                    throw new TrawlException(ErrorCode.CONFLICT, "the catalog has gone on");
                }
                return Envelope.answer(decide(request), DecisionCodec::write);
            } catch (TrawlException e) {
                return Envelope.error(e);
            }
        };
    }

    private static Decision decide(DecisionRequest request) {
        String name =
                switch (request.credential()) {
                    case DecisionRequest.Credential.Token token -> token.jwt();
                    case DecisionRequest.Credential.Renewal renewal -> renewal.ticket();
                    case DecisionRequest.Credential.Machine machine -> machine.principal();
                };
        if (name.equals("forged")) {
            throw new TrawlException(ErrorCode.UNAUTHENTICATED, "the token is refused");
        }
        Map<String, String> grants = new TreeMap<>();
        List<Decision.Outcome> outcomes = new ArrayList<>();
        for (TableName table : request.tables()) {
            boolean isPermitted = isPermitted(name, request.action(), table);
            outcomes.add(
                    isPermitted
                            ? new Decision.Permit(table, fields(request.action()), List.of())
                            : new Decision.Unknown(table));
            if (isPermitted && request.action() == Action.SCAN) {
                grants.put(table.source(), "grant for " + name);
            }
        }
        return new Decision(
                "issuer|" + name,
                null,
                request.catalogHash(),
                1,
                Instant.EPOCH,
                "content",
                outcomes,
                grants,
                "ticket");
    }

    private static List<Field> fields(Action action) {
        return action == Action.DESCRIBE
                ? List.of(
                        new Field("id", Type.Simple.BIGINT), new Field("name", Type.Simple.VARCHAR))
                : List.of();
    }

    private static boolean isPermitted(String name, Action action, TableName table) {
        return switch (name) {
            case "admin", "scanner" -> !table.source().equals("nowhere");
            case "lead" -> action != Action.ADMINISTER || !table.schema().equals("Steward");
            case "reader" -> action == Action.DESCRIBE && table.table().startsWith("open");
            case "owner" ->
                    action == Action.ADMINISTER
                            && (table.table().equals("owner") || table.schema().equals("Steward"));
            case "keeper" -> action == Action.ADMINISTER && table.table().equals("owner");
            default -> false;
        };
    }
}
