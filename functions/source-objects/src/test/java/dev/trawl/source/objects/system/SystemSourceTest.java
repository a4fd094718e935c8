package dev.trawl.source.objects.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.audit.AuditCompaction;
import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.catalog.SnapshotBuilder;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemSourceTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final InMemoryObjectStore audit = new InMemoryObjectStore("audit");
    private final InMemoryItemTable items = new InMemoryItemTable();
    private final AuditLog log = new AuditLog(audit, "query", () -> "1");
    private final CatalogSnapshot catalog = declared();

    @TempDir Path scratch;

    private static CatalogSnapshot declared() {
        try {
            return SnapshotBuilder.build(
                    ResourceDocuments.parse(
                            Files.readString(
                                    Path.of("../../examples/airline/resources/6-system.yaml"))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theExampleDeclaresEveryTableAsItIs() {
        assertThat(catalog.tables().values())
                .extracting(t -> t.name().table())
                .containsExactlyInAnyOrder("audit", "audit_columns", "runs", "policies");
        source(SystemSettings.DEFAULT)
                .discover(NOW)
                .forEach(table ->
                        assertThat(fields(table.name()))
                                .as(table.name())
                                .isEqualTo(table.columns()));
    }

    @Test
    void whoSawAColumnForAPurposeIsOneQuery() {
        started("issuer|ann", "fraud", NOW.minus(Duration.ofDays(20)), "email", "hash");
        started("issuer|bob", "care", NOW.minus(Duration.ofDays(2)), "email", null);
        started("issuer|cid", "fraud", NOW, "name", null);
        Relation.Scan scan = scan("audit_columns");
        Relation seen =
                filter(
                        filter(since(scan, "2026-11-01"), equal(scan, "column_name", "email")),
                        equal(scan, "purpose", "fraud"));

        assertThat(rows(columns(seen, "principal_id", "dataset", "mask")))
                .containsExactly(List.of("issuer|ann", "s.p.t", "hash"));
    }

    @Test
    void aRecordHasItsFigures() {
        log.record(
                AuditEvent.builder(AuditEvent.Kind.QUERY_ENDED, NOW, "issuer|ann")
                        .figures(new AuditEvent.Figures(3, 40, 5, new BigDecimal("0.00002")))
                        .detail("k", "v")
                        .build());
        assertThat(
                        rows(
                                columns(
                                        since(scan("audit"), "2026-11-21"),
                                        "recorded_at",
                                        "event",
                                        "rows_returned",
                                        "cost_usd",
                                        "details")))
                .containsExactly(
                        List.of(
                                LocalDateTime.ofInstant(NOW, ZoneOffset.UTC),
                                "query_ended",
                                3L,
                                new BigDecimal("0.000020000"),
                                "{\"k\":\"v\"}"));
    }

    @Test
    void timeBoundsWhichDaysAreRead() {
        for (int day = 0; day < 30; day++) {
            started("issuer|ann", "care", NOW.minus(Duration.ofDays(29 - day)), "c", null);
        }
        SystemSettings tight = new SystemSettings(4, 400, 4);

        assertThat(rows(source(tight), columns(since(scan("audit"), "2026-11-19"), "query_id")))
                .hasSize(3);
        assertRefused(
                source(tight),
                since(scan("audit"), "2026-11-10"),
                ErrorCode.ROWS_LIMIT_EXCEEDED,
                "that range of recorded_at has more than 4 records; narrow it, or raise"
                        + " TRAWL_AUDIT_RECORDS_MAX");
    }

    @Test
    void daysThatArePackedAreReadFromThere() {
        for (int day = 0; day < 6; day++) {
            started("issuer|ann", "care", NOW.minus(Duration.ofDays(5 - day)), "c", null);
        }
        Relation wanted = columns(since(scan("audit"), "2026-11-16"), "record_number", "writer");
        List<List<@Nullable Object>> before = rows(wanted);
        AuditCompaction compaction =
                new AuditCompaction(audit, 2, Clock.fixed(NOW, ZoneOffset.UTC));
        assertThat(compaction.run(10, Instant.MAX)).hasSize(4);
        assertThat(compaction.run(10, Instant.MAX)).isEmpty();

        assertThat(rows(wanted)).hasSize(6).containsExactlyInAnyOrderElementsOf(before);
        audit.list("audit/log/2026-11-1", 10).forEach(o -> audit.delete(o.key()));
        assertThat(rows(wanted)).hasSize(6);
        assertRefused(
                source(new SystemSettings(5, 400, 4)),
                wanted,
                ErrorCode.ROWS_LIMIT_EXCEEDED,
                "that range of recorded_at has more than 5 records; narrow it, or raise"
                        + " TRAWL_AUDIT_RECORDS_MAX");
    }

    @Test
    void constantDatesBoundTheTimeToo() {
        started("issuer|ann", "care", NOW, "c", null);
        Relation.Scan scan = scan("audit");
        Expr day =
                Expr.Cast.strict(Literals.of(LocalDate.parse("2026-11-21")), Type.Simple.TIMESTAMP);
        assertThat(rows(filter(scan, Expr.Call.of(Function.GE, column(scan, "recorded_at"), day))))
                .hasSize(1);
    }

    @Test
    void constantInstantsBoundTheTimeToo() {
        started("issuer|ann", "care", NOW.minus(Duration.ofDays(3)), "c", null);
        started("issuer|ann", "care", NOW, "c", null);
        Relation.Scan scan = scan("audit");
        Expr instant = Expr.Cast.strict(column(scan, "recorded_at"), Type.Simple.TIMESTAMP_TZ);
        Expr day = new Expr.Literal(NOW.minus(Duration.ofDays(1)), Type.Simple.TIMESTAMP_TZ);
        assertThat(
                        rows(
                                source(new SystemSettings(1, 400, 4)),
                                filter(scan, Expr.Call.of(Function.GE, instant, day))))
                .hasSize(1);
    }

    @Test
    void withoutATimeTheLogIsNotRead() {
        String told =
                "the audit log is read by time: add recorded_at >= a constant of the last 400 days"
                        + " (TRAWL_AUDIT_DAYS_MAX), as in recorded_at >= timestamp '2026-11-01"
                        + " 00:00:00'; it is in UTC";
        SystemSource source = source(SystemSettings.DEFAULT);
        assertRefused(source, scan("audit"), ErrorCode.INVALID_REQUEST, told);
        assertRefused(source, since(scan("audit"), "2020-01-01"), ErrorCode.INVALID_REQUEST, told);
    }

    @Test
    void recordsThatAreLateForTheirDayAreFound() {
        log.record(AuditEvent.builder(AuditEvent.Kind.CHANGE, NOW, "issuer|ann").build());
        log.record(
                AuditEvent.builder(
                                AuditEvent.Kind.CHANGE, NOW.minus(Duration.ofHours(13)), "issuer|b")
                        .build());
        assertThat(rows(columns(since(scan("audit"), "2026-11-20"), "principal_id")))
                .containsExactlyInAnyOrder(List.of("issuer|ann"), List.of("issuer|b"));
    }

    @Test
    void runsAreRows() {
        items.put(
                new ItemTable.Key("export-run", "r1"),
                ItemTable.ABSENT,
                """
                {"id":"r1","export":"daily","created":1795262400123,"principal":"nightly",
                 "bucket":"lake","prefix":"x/","phase":"failed","attempt":2,"code":"CANCELLED"}
                """,
                null);
        assertThat(
                        rows(
                                columns(
                                        scan("runs"),
                                        "run_id",
                                        "created_at",
                                        "destination",
                                        "state",
                                        "attempt",
                                        "error_code")))
                .containsExactly(
                        List.of(
                                "r1",
                                LocalDateTime.parse("2026-11-21T12:00:00.123"),
                                "lake/x/",
                                "failed",
                                2L,
                                "CANCELLED"));
    }

    @Test
    void whatARunGaveAndWhatGovernedItAreColumns() {
        items.put(
                new ItemTable.Key("export-run", "r1"),
                ItemTable.ABSENT,
                """
                {"id":"r1","export":"daily","created":1795262400123,"time":1795262400000,
                 "result":{"query":"q1","rows":3,"bytes":70,"expired":1795262400000,
                 "governed":{"policyEpoch":7,"costUsd":"0.0000125","rules":[
                 {"table":"a.b.c","policy":"p/1","kind":"mask","column":"n"}]}}}
                """,
                null);
        items.put(
                new ItemTable.Key("export-run", "r2"),
                ItemTable.ABSENT,
                "{\"id\":\"r2\",\"export\":\"daily\",\"created\":1795262400123}",
                null);
        LocalDateTime noon = LocalDateTime.parse("2026-11-21T12:00:00");
        List<List<@Nullable Object>> rows =
                rows(
                        columns(
                                scan("runs"),
                                "run_id",
                                "result_time",
                                "query_id",
                                "rows_written",
                                "bytes_written",
                                "cost_usd",
                                "decided_epoch",
                                "policies",
                                "expired_at"));
        assertThat(rows.getFirst())
                .containsExactly(
                        "r1",
                        noon,
                        "q1",
                        3L,
                        70L,
                        new java.math.BigDecimal("0.000012500"),
                        7L,
                        "[{\"table\":\"a.b.c\",\"policy\":\"p/1\",\"kind\":\"mask\",\"column\":\"n\"}]",
                        noon);
        assertThat(rows.get(1))
                .containsExactly("r2", null, null, null, null, null, null, null, null);
    }

    @Test
    void aTableThatIsNoneIsRefused() {
        TableName other = new TableName("trawl", "system", "keys");
        assertRefused(
                source(SystemSettings.DEFAULT),
                new Relation.Scan(other, List.of(new Field("a", Type.Simple.VARCHAR))),
                ErrorCode.SOURCE_DATA_INVALID,
                "there is no system table trawl.system.keys; declare those of the documentation");
    }

    private void started(
            String principal, String purpose, Instant time, String column, @Nullable String mask) {
        log.record(
                AuditEvent.builder(AuditEvent.Kind.QUERY_STARTED, time, principal)
                        .purpose(purpose)
                        .query("q")
                        .reads(
                                List.of(
                                        new AuditEvent.TableRead(
                                                "s.p.t",
                                                List.of(new AuditEvent.ColumnRead(column, mask)),
                                                List.of())))
                        .build());
    }

    private SystemSource source(SystemSettings settings) {
        return new SystemSource(
                new SystemSource.Stores(audit, new InMemoryObjectStore("state"), items),
                new EngineEvaluation(
                        new LocalEvaluator(
                                new EngineSettings(256L << 20, 1, 1L << 30, 16_384),
                                Clock.systemUTC())),
                _ -> true,
                settings,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private List<Field> fields(String table) {
        return table(table).columns().stream().map(c -> new Field(c.name(), c.type())).toList();
    }

    private CatalogTable table(String table) {
        return catalog.table(new TableName("trawl", "system", table)).orElseThrow();
    }

    private Relation.Scan scan(String table) {
        return new Relation.Scan(table(table).name(), fields(table));
    }

    private static Relation since(Relation.Scan scan, String day) {
        return filter(
                scan,
                Expr.Call.of(
                        Function.GE,
                        column(scan, "recorded_at"),
                        new Expr.Literal(
                                LocalDate.parse(day).atStartOfDay(), Type.Simple.TIMESTAMP)));
    }

    private static Expr equal(Relation relation, String column, String value) {
        return Expr.Call.of(Function.EQ, column(relation, column), Literals.of(value));
    }

    private static Relation filter(Relation input, Expr predicate) {
        return new Relation.Filter(input, predicate);
    }

    private static Expr column(Relation relation, String name) {
        List<Field> fields = relation.fields();
        int index = fields.stream().map(Field::name).toList().indexOf(name);
        return new Expr.Column(index, fields.get(index).type());
    }

    private static Relation columns(Relation input, String... names) {
        return new Relation.Project(
                input,
                java.util.Arrays.stream(names)
                        .map(n -> new NamedExpr(n, column(input, n)))
                        .toList());
    }

    private List<List<@Nullable Object>> rows(Relation relation) {
        return rows(source(SystemSettings.DEFAULT), relation);
    }

    private List<List<@Nullable Object>> rows(SystemSource source, Relation relation) {
        try (RootAllocator allocator = new RootAllocator();
                ArrowReader reader =
                        source.read(
                                relation,
                                new ReadContext(
                                        "q",
                                        allocator,
                                        name -> table(name.table()),
                                        null,
                                        Instant.now().plusSeconds(60),
                                        () -> false,
                                        scratch))) {
            return ArrowRows.toRows(reader);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void assertRefused(
            SystemSource source, Relation relation, ErrorCode code, String message) {
        assertThatThrownBy(() -> rows(source, relation))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.text()).isEqualTo(message);
                        });
    }
}
