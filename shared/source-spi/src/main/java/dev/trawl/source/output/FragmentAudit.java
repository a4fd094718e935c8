package dev.trawl.source.output;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Records every fragment that ran here, whoever asked and whatever they keep, in the audit log's
/// chains. Names, figures and codes; no values.
public final class FragmentAudit {
    private final AuditLog log;

    public FragmentAudit(AuditLog log) {
        this.log = log;
    }

    /// @param what `execute`, `discover`, …
    /// @param fragment absent where there is none
    /// @param started when the work began
    /// @param code null if it succeeded
    public record Entry(
            String what,
            Instant started,
            Instant time,
            String attempt,
            @Nullable Relation fragment,
            long rows,
            long bytes,
            @Nullable ErrorCode code) {}

    /// Returns when the record is stored.
    ///
    /// @throws dev.trawl.protocol.TrawlException STORE_UNAVAILABLE; the caller's work fails with it
    public void write(Grant grant, Entry entry) {
        ErrorCode code = entry.code();
        log.record(
                AuditEvent.builder(AuditEvent.Kind.FRAGMENT, entry.time(), grant.principal())
                        .purpose(grant.purpose())
                        .action(grant.action().text())
                        .query(grant.queryId())
                        .failed(code == null ? null : code.name(), null)
                        .policy(
                                new AuditEvent.PolicyVersion(
                                        grant.policyEpoch(), grant.id(), grant.catalogHash()))
                        .reads(reads(grant, entry.fragment()))
                        .figures(
                                new AuditEvent.Figures(
                                        entry.rows(),
                                        entry.bytes(),
                                        Math.max(
                                                0,
                                                entry.time().toEpochMilli()
                                                        - entry.started().toEpochMilli()),
                                        BigDecimal.ZERO))
                        .detail("source", grant.audience())
                        .detail("what", entry.what())
                        .detail("grant", grant.id())
                        .detail("attempt", entry.attempt())
                        .build());
    }

    /// Every column that is scanned, with the masks that the grant has for it. What was asked for
    /// beyond the grant is there as well.
    private static List<AuditEvent.TableRead> reads(Grant grant, @Nullable Relation fragment) {
        if (fragment == null) {
            return List.of();
        }
        Map<TableName, Set<String>> scanned = new TreeMap<>();
        scan(fragment, scanned);
        List<AuditEvent.TableRead> reads = new ArrayList<>();
        scanned.forEach((table, names) ->
                reads.add(
                        new AuditEvent.TableRead(
                                table.toString(),
                                names.stream()
                                        .map(n ->
                                                new AuditEvent.ColumnRead(n, mask(grant, table, n)))
                                        .toList(),
                                List.of())));
        return reads;
    }

    private static void scan(Relation relation, Map<TableName, Set<String>> scanned) {
        if (relation instanceof Relation.Scan scan) {
            Set<String> names = scanned.computeIfAbsent(scan.table(), _ -> new TreeSet<>());
            scan.fields().stream().map(Field::name).forEach(names::add);
        }
        relation.inputs().forEach(input -> scan(input, scanned));
    }

    private static @Nullable String mask(Grant grant, TableName table, String column) {
        String masks =
                grant.relations().stream()
                        .filter(r -> r.table().equals(table))
                        .map(GrantedRelation::columns)
                        .flatMap(List::stream)
                        .filter(c -> c.name().equals(column))
                        .map(GrantedColumn::masks)
                        .flatMap(List::stream)
                        .map(m -> Mask.name(m.mask()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        return masks.isEmpty() ? null : masks;
    }
}
