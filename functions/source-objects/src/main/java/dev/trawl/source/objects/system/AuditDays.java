package dev.trawl.source.objects.system;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.objects.prune.ColumnRange;
import dev.trawl.source.objects.prune.InLists;
import dev.trawl.source.objects.prune.Pruning;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The days whose records a scan of the audit log must look at.
final class AuditDays {
    /// A record is stored on the day of its time, or on the next.
    private static final int LATE_DAYS = 1;

    private final LocalDate today;
    private final int daysMax;

    AuditDays(LocalDate today, int daysMax) {
        this.today = today;
        this.daysMax = daysMax;
    }

    /// Days by which the records are stored, oldest first.
    ///
    /// @param predicates that every wanted row satisfies, over `fields`
    /// @throws TrawlException INVALID_REQUEST if they do not bound the time
    List<LocalDate> of(List<Field> fields, List<Expr> predicates) {
        int time = fields.stream().map(Field::name).toList().indexOf(AuditTables.RECORDED_AT);
        List<Expr> plain = predicates.stream().map(AuditDays::plain).toList();
        LocalDate first = today.minusDays(daysMax);
        if (time < 0 || mayMatch(plain, time, null, first.atStartOfDay())) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST,
                    "the audit log is read by time: add recorded_at >= a constant of the last %d"
                                    .formatted(daysMax)
                            + " days (TRAWL_AUDIT_DAYS_MAX), as in recorded_at >= timestamp"
                            + " '2026-11-01 00:00:00'; it is in UTC");
        }
        return Stream.iterate(first, d -> !d.isAfter(today.plusDays(1)), d -> d.plusDays(1))
                .filter(day ->
                        mayMatch(
                                plain,
                                time,
                                day.minusDays(LATE_DAYS).atStartOfDay(),
                                day.plusDays(1).atStartOfDay()))
                .toList();
    }

    private static boolean mayMatch(
            List<Expr> predicates, int time, @Nullable LocalDateTime from, LocalDateTime to) {
        return new Pruning(
                        InLists.of(predicates),
                        column ->
                                column == time
                                        ? new ColumnRange(from, to, ColumnRange.Nulls.NONE)
                                        : ColumnRange.UNKNOWN)
                .mayMatch(predicates);
    }

    /// With constant dates as the timestamps that they are cast to, and compared with an instant as
    /// with the timestamp that it is in UTC.
    private static Expr plain(Expr expr) {
        return switch (expr) {
            case Expr.Cast cast
                    when cast.operand() instanceof Expr.Literal literal
                            && literal.value() instanceof LocalDate date
                            && cast.type() == Type.Simple.TIMESTAMP ->
                    new Expr.Literal(date.atStartOfDay(), Type.Simple.TIMESTAMP);
            case Expr.Call call -> {
                List<Expr> arguments = call.arguments().stream().map(AuditDays::plain).toList();
                yield new Expr.Call(
                        call.function(),
                        arguments.size() == 2 && arguments.stream().allMatch(AuditDays::isInstant)
                                ? arguments.stream().map(AuditDays::local).toList()
                                : arguments,
                        call.type());
            }
            case Expr.Column _, Expr.Literal _, Expr.Cast _, Expr.Conditional _, Expr.In _ -> expr;
        };
    }

    /// A constant instant, or a timestamp as one.
    private static boolean isInstant(Expr expr) {
        return expr instanceof Expr.Literal literal && literal.value() instanceof Instant
                || expr instanceof Expr.Cast cast
                        && cast.type() == Type.Simple.TIMESTAMP_TZ
                        && cast.operand().type() == Type.Simple.TIMESTAMP;
    }

    private static Expr local(Expr expr) {
        return switch (expr) {
            case Expr.Cast cast -> cast.operand();
            case Expr.Literal literal when literal.value() instanceof Instant instant ->
                    new Expr.Literal(
                            LocalDateTime.ofInstant(instant, ZoneOffset.UTC),
                            Type.Simple.TIMESTAMP);
            case Expr.Literal _, Expr.Column _, Expr.Call _, Expr.Conditional _, Expr.In _ -> expr;
        };
    }
}
