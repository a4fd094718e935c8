package dev.trawl.query.record;

import dev.trawl.audit.AuditEvent;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.lineage.BaseColumn;
import dev.trawl.query.lineage.Lineage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the events that begin queries: who asked, for what, and what was decided. Thread-safe.
public final class AccessEvents {
    private final SqlDetail detail;

    public AccessEvents(SqlDetail detail) {
        this.detail = detail;
    }

    /// What is asked, by whom.
    ///
    /// @param action `read` or `explain`
    /// @param destination where a job's result goes; absent for what people and programs ask
    /// @param job what it is of, as `export/daily`
    public record Asked(
            String queryId,
            String principal,
            @Nullable String purpose,
            @Nullable String traceId,
            String action,
            String sql,
            @Nullable String destination,
            @Nullable String job) {
        public Asked(
                String queryId,
                String principal,
                @Nullable String purpose,
                @Nullable String traceId,
                String action,
                String sql) {
            this(queryId, principal, purpose, traceId, action, sql, null, null);
        }
    }

    public AuditEvent permitted(
            Asked asked, QueryState.Submission submission, Decision decision, Relation plan) {
        return decidedBy(begun(asked, submission), decision)
                .purpose(decision.purpose())
                .statement(detail.of(asked.sql()))
                .reads(reads(decision, columns(plan)))
                .lineage(lineage(decision, plan))
                .build();
    }

    /// Its principal may read it, so it names no table that does not exist for the principal; the
    /// statement says what was asked for.
    ///
    /// @param decision absent if there is none
    /// @param tables that were asked for
    public AuditEvent refused(
            Asked asked,
            QueryState.Submission submission,
            @Nullable Decision decision,
            List<TableName> tables,
            TrawlException error) {
        boolean isByPolicy = error.code() == ErrorCode.PERMISSION_DENIED;
        boolean isParsed = error.code() != ErrorCode.SYNTAX_ERROR;
        AuditEvent.Builder event = begun(asked, submission);
        return (decision == null ? event : decidedBy(event, decision))
                .purpose(asked.purpose())
                .failed(error.code().name(), isByPolicy ? error.text() : null)
                .statement(isParsed ? detail.of(asked.sql()) : detail.ofUnparsed(asked.sql()))
                .reads(
                        tables.stream()
                                .filter(t -> decision != null && isKnown(decision, t))
                                .map(t ->
                                        new AuditEvent.TableRead(
                                                t.toString(), List.of(), List.of()))
                                .toList())
                .build();
    }

    private static boolean isKnown(Decision decision, TableName table) {
        return decision.outcome(table).filter(o -> !(o instanceof Decision.Unknown)).isPresent();
    }

    /// By which versions, and where policy recorded it.
    private static AuditEvent.Builder decidedBy(AuditEvent.Builder event, Decision decision) {
        event.policy(
                new AuditEvent.PolicyVersion(
                        decision.policyEpoch(), decision.contentHash(), decision.catalogHash()));
        String place = decision.record();
        return place == null ? event : event.detail("decision", place);
    }

    private static AuditEvent.Builder begun(Asked asked, QueryState.Submission submission) {
        AuditEvent.Builder event =
                AuditEvent.builder(
                                AuditEvent.Kind.QUERY_STARTED,
                                submission.submitted(),
                                asked.principal())
                        .action(asked.action())
                        .query(asked.queryId())
                        .trace(asked.traceId());
        String destination = asked.destination();
        if (destination != null) {
            event.detail("destination", destination);
        }
        String job = asked.job();
        return job == null ? event : event.detail("job", job);
    }

    /// Columns that a plan reads, by table.
    public static Map<TableName, Set<String>> columns(Relation plan) {
        Map<TableName, Set<String>> columns = new TreeMap<>();
        collect(plan, columns);
        return columns;
    }

    private static void collect(Relation plan, Map<TableName, Set<String>> columns) {
        if (plan instanceof Relation.Scan scan) {
            Set<String> names = columns.computeIfAbsent(scan.table(), _ -> new TreeSet<>());
            scan.fields().stream().map(Field::name).forEach(names::add);
        }
        plan.inputs().forEach(input -> collect(input, columns));
    }

    private static List<AuditEvent.TableRead> reads(
            Decision decision, Map<TableName, Set<String>> columns) {
        List<AuditEvent.TableRead> reads = new ArrayList<>();
        columns.forEach((table, names) ->
                reads.add(
                        new AuditEvent.TableRead(
                                table.toString(),
                                names.stream()
                                        .map(n ->
                                                new AuditEvent.ColumnRead(
                                                        n, mask(decision, table, n)))
                                        .toList(),
                                effects(decision, table)
                                        .filter(e -> e.kind() == Decision.Effect.Kind.ROW_FILTER)
                                        .map(Decision.Effect::policy)
                                        .distinct()
                                        .sorted()
                                        .toList())));
        return reads;
    }

    private static List<AuditEvent.OutputColumn> lineage(Decision decision, Relation plan) {
        return Lineage.of(plan).stream()
                .map(column ->
                        new AuditEvent.OutputColumn(
                                column.name(),
                                texts(column.direct()),
                                texts(column.indirect()),
                                Stream.concat(column.direct().stream(), column.indirect().stream())
                                        .filter(c -> mask(decision, c.table(), c.name()) != null)
                                        .map(BaseColumn::toString)
                                        .sorted()
                                        .toList()))
                .toList();
    }

    private static List<String> texts(Set<BaseColumn> columns) {
        return columns.stream().map(BaseColumn::toString).toList();
    }

    private static @Nullable String mask(Decision decision, TableName table, String column) {
        return effects(decision, table)
                .filter(e -> e.kind() == Decision.Effect.Kind.MASK && column.equals(e.column()))
                .map(e -> e.policy() + ": " + e.text())
                .findFirst()
                .orElse(null);
    }

    /// What policy does to a table that it permits.
    public static Stream<Decision.Effect> effects(Decision decision, TableName table) {
        return decision.outcome(table).stream()
                .filter(Decision.Permit.class::isInstance)
                .flatMap(o -> ((Decision.Permit) o).effects().stream());
    }
}
