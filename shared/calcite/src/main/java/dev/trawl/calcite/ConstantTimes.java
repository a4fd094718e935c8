package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Type;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Constant points in time that were moved or truncated, as constants: `now() - interval '7 days'`
/// is known before anything is read, bounds what is read, and cannot fail beside a row filter.
final class ConstantTimes {
    private ConstantTimes() {}

    /// The constant that a call is; the call itself where it is none, or none that there is.
    static Expr of(Expr expr) {
        return expr instanceof Expr.Call call && call.arguments().size() == 2
                ? folded(call).<Expr>map(l -> l).orElse(expr)
                : expr;
    }

    private static Optional<Expr.Literal> folded(Expr.Call call) {
        Object point = value(call.arguments().getFirst());
        Object amount = value(call.arguments().getLast());
        return switch (call.function()) {
            case ADD_DAYS, ADD_MONTHS, ADD_MICROSECONDS ->
                    amount instanceof Long n && point != null
                            ? literal(call, point, at -> moved(call.function(), at, n))
                            : Optional.empty();
            case DATE_TRUNC ->
                    point instanceof String unit && amount != null
                            ? literal(call, amount, at -> truncated(unit, at))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }

    /// The value of a constant, also of a date that stands for its midnight; null for anything
    /// else.
    private static @Nullable Object value(Expr expr) {
        return switch (expr) {
            case Expr.Literal literal -> literal.value();
            case Expr.Cast(Expr.Literal literal, Type type, _)
                    when literal.value() instanceof LocalDate date
                            && type == Type.Simple.TIMESTAMP ->
                    date.atStartOfDay();
            default -> null;
        };
    }

    private interface Change {
        LocalDateTime of(LocalDateTime at);
    }

    private static Optional<Expr.Literal> literal(Expr.Call call, Object point, Change change) {
        try {
            Object value =
                    switch (point) {
                        case LocalDate date -> change.of(date.atStartOfDay()).toLocalDate();
                        case LocalDateTime timestamp -> change.of(timestamp);
                        case Instant instant ->
                                change.of(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))
                                        .toInstant(ZoneOffset.UTC);
                        default -> throw new IllegalArgumentException("no point in time");
                    };
            return Optional.of(new Expr.Literal(value, call.type()));
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
            // Out of range: it fails when it is evaluated, if it is.
            return Optional.empty();
        }
    }

    private static LocalDateTime moved(Function function, LocalDateTime at, long amount) {
        return switch (function) {
            case ADD_DAYS -> at.plusDays(amount);
            case ADD_MONTHS -> at.plusMonths(amount);
            default -> at.plus(amount, ChronoUnit.MICROS);
        };
    }

    private static LocalDateTime truncated(String unit, LocalDateTime at) {
        LocalDate day = at.toLocalDate();
        return switch (unit) {
            case "year" -> day.withDayOfYear(1).atStartOfDay();
            case "quarter" ->
                    day.withDayOfMonth(1)
                            .withMonth((day.getMonthValue() - 1) / 3 * 3 + 1)
                            .atStartOfDay();
            case "month" -> day.withDayOfMonth(1).atStartOfDay();
            case "week" ->
                    day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
            case "day" -> day.atStartOfDay();
            case "hour" -> at.truncatedTo(ChronoUnit.HOURS);
            case "minute" -> at.truncatedTo(ChronoUnit.MINUTES);
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
