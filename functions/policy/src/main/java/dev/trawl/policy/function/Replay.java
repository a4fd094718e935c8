package dev.trawl.policy.function;

import dev.trawl.audit.AuditEvent;
import dev.trawl.auth.Principal;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.TableName;
import dev.trawl.policy.DecisionDifferences;
import dev.trawl.policy.Difference;
import dev.trawl.policy.PolicyRequest;
import dev.trawl.policy.PolicySet;
import dev.trawl.policy.TableDecision;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Decides on audited queries again, under the policies in force and under proposed ones; nothing
/// is run.
final class Replay {
    /// Policies over the catalog that is in force with them.
    record Side(PolicySet policies, CatalogSnapshot catalog) {}

    /// What comes of one query.
    sealed interface Outcome {
        /// @param changes none if the query's result would stay as it is
        record Decided(List<Changed> changes) implements Outcome {
            public Decided {
                changes = List.copyOf(changes);
            }
        }

        record Undecided(String reason) implements Outcome {}
    }

    record Changed(String table, Difference difference) {}

    private final Side inForce;
    private final Side proposed;

    Replay(Side inForce, Side proposed) {
        this.inForce = inForce;
        this.proposed = proposed;
    }

    /// @param event the begin of a query
    /// @param basis what the decision on it depended on
    Outcome of(AuditEvent event, DecisionBasis basis) {
        Optional<String> undecidable =
                basis.undecidable(proposed.policies())
                        .or(() -> basis.undecidable(inForce.policies()));
        if (undecidable.isPresent()) {
            return new Outcome.Undecided(undecidable.get());
        }
        List<Changed> changes = new ArrayList<>();
        for (AuditEvent.TableRead read : reads(event, basis)) {
            Set<String> columns = new HashSet<>();
            read.columns().forEach(c -> columns.add(c.name()));
            TableName table = TableName.parse(read.table());
            TableDecision before = decide(inForce, basis, table);
            TableDecision after = decide(proposed, basis, table);
            DecisionDifferences.between(before, after).stream()
                    .filter(d -> concerns(d, columns))
                    .forEach(d -> changes.add(new Changed(read.table(), d)));
        }
        return new Outcome.Decided(changes);
    }

    /// The begin of a refused query names only what its principal may know; policy keeps to itself
    /// what it was asked about.
    private static List<AuditEvent.TableRead> reads(AuditEvent event, DecisionBasis basis) {
        if (event.code() == null) {
            return event.reads();
        }
        return Stream.concat(
                        event.reads().stream().map(AuditEvent.TableRead::table),
                        basis.tables().stream().map(TableName::toString))
                .distinct()
                .map(table -> new AuditEvent.TableRead(table, List.of(), List.of()))
                .toList();
    }

    /// A column that a query did not read changes nothing of its result. Where it is not known what
    /// it would have read, all columns count.
    private static boolean concerns(Difference difference, Set<String> columns) {
        return difference.column() == null
                || difference.kind() == Difference.Kind.COLUMN_SHOWN
                || columns.isEmpty()
                || columns.contains(difference.column());
    }

    private static TableDecision decide(Side side, DecisionBasis basis, TableName table) {
        Optional<Principal> principal = principal(side.policies(), basis.principal());
        if (principal.isEmpty()) {
            return denied(table, "there is no principal " + basis.principal().subject());
        }
        try {
            return side.policies()
                    .decide(
                            new PolicyRequest(
                                    principal.get(),
                                    side.policies()
                                            .purpose(principal.get(), basis.purpose())
                                            .orElse(null),
                                    basis.action(),
                                    basis.destination(),
                                    basis.time(),
                                    basis.ip(),
                                    List.of(table)),
                            side.catalog())
                    .tables()
                    .getFirst();
        } catch (TrawlException e) {
            return denied(table, e.text());
        }
    }

    private static TableDecision denied(TableName table, String reason) {
        return new TableDecision(new Decision.Deny(table, reason), null, List.of());
    }

    /// Declared principals are what each side declares.
    private static Optional<Principal> principal(PolicySet policies, Principal recorded) {
        return recorded.issuer().equals(Principal.MACHINE_ISSUER)
                ? policies.machine(recorded.subject())
                : Optional.of(recorded);
    }
}
