package dev.trawl.protocol;

import dev.trawl.plan.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks the policy function what the bearer of a credential may see.
///
/// @param credential verified by the policy function itself
/// @param purpose as the caller declares it; absent to use the token's single one, if it has one
/// @param queryId names the query in grants, prefixes and audit
/// @param destination where data would leave to, for exports
/// @param ip address of the caller, as the gateway saw it; absent if it is not known
/// @param tables of the catalog; policy answers for each, unknown ones included
public record DecisionRequest(
        Credential credential,
        @Nullable String purpose,
        Action action,
        String queryId,
        String catalogHash,
        @Nullable String destination,
        @Nullable String ip,
        List<TableName> tables) {
    /// From nowhere in particular.
    public DecisionRequest(
            Credential credential,
            @Nullable String purpose,
            Action action,
            String queryId,
            String catalogHash,
            @Nullable String destination,
            List<TableName> tables) {
        this(credential, purpose, action, queryId, catalogHash, destination, null, tables);
    }

    public DecisionRequest {
        tables = List.copyOf(tables);
    }

    /// What proves the principal; never printed.
    public sealed interface Credential {
        /// The caller's own JWT.
        record Token(String jwt) implements Credential {
            @Override
            public String toString() {
                return "Token[…]";
            }
        }

        /// A {@link Ticket} that the policy function signed earlier.
        record Renewal(String ticket) implements Credential {
            @Override
            public String toString() {
                return "Renewal[…]";
            }
        }

        /// A declared principal that a job runs as; accepted only from the functions that run jobs,
        /// through an alias of their own.
        record Machine(String principal) implements Credential {}
    }
}
