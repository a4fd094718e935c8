package dev.trawl.protocol;

import dev.trawl.plan.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one source function may do for one query: the claims of a signed grant (DESIGN 3, rule 2).
///
/// @param id unique per grant
/// @param audience name of the one source that may use it
/// @param principal `issuer|subject`
/// @param purpose why the data is asked for, if policy needed one
/// @param writePrefix `bucket/prefix` under which the source writes results of this query
/// @param destination where data leaves to, for exports
/// @param catalogHash the catalog snapshot by which tables are resolved
/// @param policyEpoch grants below the epoch's floor are revoked
public record Grant(
        String id,
        String audience,
        Instant issuedAt,
        Instant expiresAt,
        String queryId,
        String principal,
        @Nullable String purpose,
        Action action,
        String writePrefix,
        @Nullable String destination,
        String catalogHash,
        long policyEpoch,
        List<GrantedRelation> relations) {
    public Grant {
        relations = List.copyOf(relations);
        for (GrantedRelation relation : relations) {
            if (!relation.table().source().equals(audience)) {
                throw new IllegalArgumentException(
                        "a grant for '%s' names %s".formatted(audience, relation.table()));
            }
        }
        if (relations.stream().map(GrantedRelation::table).distinct().count() != relations.size()) {
            throw new IllegalArgumentException("a grant names a table twice");
        }
        if (!issuedAt.isBefore(expiresAt)) {
            throw new IllegalArgumentException("a grant expires after it is issued");
        }
    }

    /// The same grant of other relations.
    public Grant withRelations(List<GrantedRelation> others) {
        return new Grant(
                id,
                audience,
                issuedAt,
                expiresAt,
                queryId,
                principal,
                purpose,
                action,
                writePrefix,
                destination,
                catalogHash,
                policyEpoch,
                others);
    }

    public Optional<GrantedRelation> relation(TableName table) {
        return relations.stream().filter(r -> r.table().equals(table)).findFirst();
    }
}
