package dev.trawl.source.objects.system;

import dev.trawl.audit.AuditEvent;
import dev.trawl.audit.AuditRecord;
import dev.trawl.plan.Type;
import dev.trawl.plan.json.JsonWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `system.audit`, a row for each record, and `system.audit_columns`, a row for each column that a
/// record names.
final class AuditTables {
    static final String RECORDED_AT = "recorded_at";

    private static final int USD_SCALE = 9;
    static final Type USD = new Type.Decimal(18, USD_SCALE);

    static final SystemTable<AuditRecord> AUDIT =
            AuditTables.<AuditRecord>common("audit", AuditRecord::event)
                    .text("reason", r -> r.event().reason())
                    .text("trace_id", r -> r.event().traceId())
                    .text("sql_fingerprint", r -> statement(r, AuditEvent.Statement::fingerprint))
                    .text("sql_text", r -> statement(r, AuditEvent.Statement::text))
                    .number("policy_epoch", r -> policy(r, AuditEvent.PolicyVersion::epoch))
                    .text("policy_hash", r -> policy(r, AuditEvent.PolicyVersion::hash))
                    .text("catalog_hash", r -> policy(r, AuditEvent.PolicyVersion::catalog))
                    .text("datasets", AuditTables::datasets)
                    .number("rows_returned", r -> figure(r, AuditEvent.Figures::rows))
                    .number("bytes_returned", r -> figure(r, AuditEvent.Figures::bytes))
                    .number("millis", r -> figure(r, AuditEvent.Figures::millis))
                    .with("cost_usd", USD, r -> figure(r, AuditTables::usd))
                    .with("details", Type.Simple.JSON, AuditTables::details)
                    .text("writer", AuditRecord::writer)
                    .number("record_number", AuditRecord::sequence)
                    .build();

    static final SystemTable<ColumnSeen> COLUMNS =
            AuditTables.<ColumnSeen>common("audit_columns", c -> c.record().event())
                    .text("dataset", c -> c.table().table())
                    .text("column_name", c -> c.column().name())
                    .text("mask", c -> c.column().mask())
                    .text("row_filters", c -> joined(c.table().filters()))
                    .build();

    private AuditTables() {}

    /// A column in a record.
    record ColumnSeen(
            AuditRecord record, AuditEvent.TableRead table, AuditEvent.ColumnRead column) {}

    static Stream<ColumnSeen> columns(AuditRecord record) {
        return record.event().reads().stream()
                .flatMap(t -> t.columns().stream().map(c -> new ColumnSeen(record, t, c)));
    }

    private static <E> SystemTable.Builder<E> common(String name, Function<E, AuditEvent> event) {
        return SystemTable.<E>named(name)
                .with(RECORDED_AT, Type.Simple.TIMESTAMP, e -> time(event.apply(e)))
                .text("event", e -> event.apply(e).kind().name().toLowerCase(Locale.ROOT))
                .text("principal_id", e -> event.apply(e).principal())
                .text("purpose", e -> event.apply(e).purpose())
                .text("action", e -> event.apply(e).action())
                .text("query_id", e -> event.apply(e).queryId())
                .text("error_code", e -> event.apply(e).code());
    }

    /// In UTC.
    private static LocalDateTime time(AuditEvent event) {
        return LocalDateTime.ofInstant(event.time().truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    private static @Nullable Object statement(
            AuditRecord r, Function<AuditEvent.Statement, @Nullable Object> part) {
        AuditEvent.Statement statement = r.event().statement();
        return statement == null ? null : part.apply(statement);
    }

    private static @Nullable Object policy(
            AuditRecord r, Function<AuditEvent.PolicyVersion, @Nullable Object> part) {
        AuditEvent.PolicyVersion policy = r.event().policy();
        return policy == null ? null : part.apply(policy);
    }

    private static @Nullable Object figure(
            AuditRecord r, Function<AuditEvent.Figures, @Nullable Object> part) {
        AuditEvent.Figures figures = r.event().figures();
        return figures == null ? null : part.apply(figures);
    }

    private static Object usd(AuditEvent.Figures figures) {
        return usd(figures.usd());
    }

    static BigDecimal usd(BigDecimal usd) {
        return usd.setScale(USD_SCALE, RoundingMode.HALF_UP);
    }

    private static @Nullable String datasets(AuditRecord r) {
        return joined(r.event().reads().stream().map(AuditEvent.TableRead::table).toList());
    }

    private static @Nullable String joined(List<String> texts) {
        return texts.isEmpty() ? null : String.join(", ", texts);
    }

    private static @Nullable String details(AuditRecord r) {
        return r.event().details().isEmpty()
                ? null
                : JsonWriter.write(out -> out.map(r.event().details(), JsonWriter::string));
    }
}
