package dev.trawl.audit;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/// Events to test with.
final class Events {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Events() {}

    static AuditEvent small(Instant time, String principal) {
        return AuditEvent.builder(AuditEvent.Kind.CHANGE, time, principal)
                .detail("resource", "policy/p")
                .build();
    }

    static AuditEvent full() {
        return AuditEvent.builder(AuditEvent.Kind.QUERY_ENDED, NOON, "issuer|ann")
                .purpose("care")
                .action("read")
                .query("q1")
                .trace("t1")
                .failed("CANCELLED", "the owner was first")
                .statement(new AuditEvent.Statement("f", "select ?"))
                .policy(new AuditEvent.PolicyVersion(7, "h", "c"))
                .reads(
                        List.of(
                                new AuditEvent.TableRead(
                                        "s.p.t",
                                        List.of(
                                                new AuditEvent.ColumnRead("a", null),
                                                new AuditEvent.ColumnRead("b", "hash")),
                                        List.of("p/r"))))
                .lineage(
                        List.of(
                                new AuditEvent.OutputColumn(
                                        "x",
                                        List.of("s.p.t.a"),
                                        List.of("s.p.t.b"),
                                        List.of("s.p.t.b"))))
                .figures(new AuditEvent.Figures(1, 2, 3, new BigDecimal("0.00000001")))
                .detail("k", "v")
                .build();
    }
}
