package dev.trawl.calcite;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Calcite's expressions as Trawl's, with every cast written out. What has no counterpart is
/// refused by name.
final class RexConversion {
    private static final long MICROS_PER_MILLI = 1_000;
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final List<Field> fields;
    private final RexBuilder builder;
    private final Instant now;

    /// @param fields of the input, with Trawl's types
    RexConversion(List<Field> fields, RexBuilder builder, Instant now) {
        this.fields = fields;
        this.builder = builder;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
    }

    Expr convert(RexNode node) {
        return switch (node) {
            case RexInputRef ref ->
                    new Expr.Column(ref.getIndex(), fields.get(ref.getIndex()).type());
            case RexLiteral literal -> Constants.of(literal);
            case RexCall call -> typed(call);
            default -> throw Errors.notSupported(node.getKind().sql.toLowerCase(Locale.ROOT));
        };
    }

    /// The call; its types may fit in Calcite and not here.
    private Expr typed(RexCall call) {
        try {
            return call(call);
        } catch (IllegalArgumentException e) {
            throw new TrawlException(ErrorCode.TYPE_MISMATCH, String.valueOf(e.getMessage()), e);
        }
    }

    Expr predicate(RexNode node) {
        return Coercion.to(convert(node), Type.Simple.BOOLEAN);
    }

    private List<Expr> operands(RexCall call) {
        return call.getOperands().stream().map(this::convert).toList();
    }

    private Expr call(RexCall call) {
        return switch (call.getKind()) {
            case AND -> connective(Function.AND, call);
            case OR -> connective(Function.OR, call);
            case NOT -> Expr.Call.of(Function.NOT, predicate(call.getOperands().getFirst()));
            case EQUALS -> comparison(Function.EQ, call);
            case NOT_EQUALS -> comparison(Function.NE, call);
            case LESS_THAN -> comparison(Function.LT, call);
            case LESS_THAN_OR_EQUAL -> comparison(Function.LE, call);
            case GREATER_THAN -> comparison(Function.GT, call);
            case GREATER_THAN_OR_EQUAL -> comparison(Function.GE, call);
            case IS_DISTINCT_FROM -> comparison(Function.IS_DISTINCT_FROM, call);
            case IS_NOT_DISTINCT_FROM -> comparison(Function.IS_NOT_DISTINCT_FROM, call);
            case IS_NULL, IS_UNKNOWN -> Expr.Call.of(Function.IS_NULL, operands(call));
            case IS_NOT_NULL -> Expr.Call.of(Function.IS_NOT_NULL, operands(call));
            case IS_TRUE -> Expr.Call.of(Function.IS_TRUE, operands(call));
            case IS_FALSE -> Expr.Call.of(Function.IS_FALSE, operands(call));
            case IS_NOT_TRUE -> not(Expr.Call.of(Function.IS_TRUE, operands(call)));
            case IS_NOT_FALSE -> not(Expr.Call.of(Function.IS_FALSE, operands(call)));
            case PLUS -> plus(call);
            case MINUS -> minus(call);
            case TIMES -> arithmetic(Function.MULTIPLY, operands(call));
            case DIVIDE -> arithmetic(Function.DIVIDE, operands(call));
            case MOD -> arithmetic(Function.MODULO, operands(call));
            case MINUS_PREFIX -> number(Function.NEGATE, operands(call));
            case PLUS_PREFIX -> operands(call).getFirst();
            case CASE -> conditional(operands(call));
            case COALESCE -> coalesce(operands(call));
            case CAST -> cast(call, Expr.Cast.OnFailure.ERROR);
            case SAFE_CAST -> cast(call, Expr.Cast.OnFailure.NULL);
            case LIKE -> like(call);
            case SEARCH -> convert(RexUtil.expandSearch(builder, null, call));
            case FLOOR -> floor(call);
            case CEIL -> number(Function.CEIL, operands(call));
            case EXTRACT -> extract(call);
            case TRIM -> trim(call);
            case POSITION -> Expr.Call.of(Function.POSITION, operands(call));
            case LTRIM -> TextFunctions.trimmed(TextFunctions.Trim.LEFT, operands(call));
            case RTRIM -> TextFunctions.trimmed(TextFunctions.Trim.RIGHT, operands(call));
            case CHAR_LENGTH -> Expr.Call.of(Function.CHAR_LENGTH, operands(call));
            case STARTS_WITH -> Expr.Call.of(Function.STARTS_WITH, operands(call));
            default -> named(call);
        };
    }

    private Expr named(RexCall call) {
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        List<RexNode> raw = call.getOperands();
        return switch (name) {
            case "UPPER" -> Expr.Call.of(Function.UPPER, operands(call));
            case "LOWER" -> Expr.Call.of(Function.LOWER, operands(call));
            case "CHAR_LENGTH", "CHARACTER_LENGTH", "LENGTH" ->
                    Expr.Call.of(Function.CHAR_LENGTH, operands(call));
            case "||" -> concat(operands(call));
            case "CONCAT" -> concatPresent(operands(call));
            case "SUBSTRING", "SUBSTR" -> substring(operands(call));
            case "REPLACE" -> Expr.Call.of(Function.REPLACE, operands(call));
            case "STARTS_WITH" -> Expr.Call.of(Function.STARTS_WITH, operands(call));
            case "STRPOS" -> Expr.Call.of(Function.POSITION, operands(call).reversed());
            case "LEFT" -> SimpleFunctions.left(operands(call));
            case "RIGHT" -> SimpleFunctions.right(operands(call));
            case "SIGN" -> SimpleFunctions.sign(operands(call).getFirst());
            case "TRUNC", "TRUNCATE" -> SimpleFunctions.truncated(operands(call));
            case "ABS" -> number(Function.ABS, operands(call));
            case "ROUND" -> round(operands(call));
            case "SQRT" -> real(Function.SQRT, operands(call));
            case "LN" -> real(Function.LN, operands(call));
            case "EXP" -> real(Function.EXP, operands(call));
            case "POWER", "POW" -> real(Function.POWER, operands(call));
            case "DATE_TRUNC" ->
                    ConstantTimes.of(
                            TimeFunctions.truncated(text(raw.getFirst()), convert(raw.getLast())));
            case "DATE_PAR_" ->
                    TimeFunctions.extracted(text(raw.getFirst()), convert(raw.getLast()));
            case "DATE_DIF_", "DATEDIF_" ->
                    TimeFunctions.distance(
                            text(raw.getFirst()), convert(raw.get(1)), convert(raw.getLast()));
            case "TO_CHAR" -> TimeTexts.of(convert(raw.getFirst()), convert(raw.getLast()));
            case "LOG10" -> real(Function.LOG10, operands(call));
            case "LOG" -> logarithm(operands(call));
            case "$PERHAPS_NULL", "$SAME" -> operands(call).getFirst();
            case "ONLY_VALUE" -> Expr.Call.of(Function.ONLY_VALUE, operands(call));
            case "CURRENT_DATE" -> Literals.of(utc().toLocalDate());
            case "CURRENT_TIMESTAMP" -> new Expr.Literal(now, Type.Simple.TIMESTAMP_TZ);
            case "NOW", "LOCALTIMESTAMP" -> new Expr.Literal(utc(), Type.Simple.TIMESTAMP);
            case "CURRENT_TIME", "LOCALTIME" ->
                    new Expr.Literal(LocalTime.from(utc()), Type.Simple.TIME);
            default ->
                    TextFunctions.call(name, operands(call))
                            .orElseThrow(() ->
                                    Errors.notSupported(
                                            "function " + name.toLowerCase(Locale.ROOT)));
        };
    }

    /// To base 10, or to the base that comes first.
    private static Expr logarithm(List<Expr> operands) {
        return operands.size() == 1
                ? real(Function.LOG10, operands)
                : Expr.Call.of(
                        Function.DIVIDE,
                        real(Function.LN, operands.subList(1, 2)),
                        real(Function.LN, operands.subList(0, 1)));
    }

    private LocalDateTime utc() {
        return LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    }

    private Expr connective(Function function, RexCall call) {
        List<Expr> parts = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            Expr part = predicate(operand);
            if (part instanceof Expr.Call inner && inner.function() == function) {
                parts.addAll(inner.arguments());
            } else {
                parts.add(part);
            }
        }
        Expr in = function == Function.OR ? membership(parts) : null;
        return in == null ? Expr.Call.of(function, parts) : in;
    }

    /// `a = 1 OR a = 2 …` as `a IN (1, 2, …)`; nothing if it is something else.
    private static @Nullable Expr membership(List<Expr> parts) {
        List<Expr.Literal> values = new ArrayList<>();
        Expr operand = null;
        for (Expr part : parts) {
            if (!(part instanceof Expr.Call call)
                    || call.function() != Function.EQ
                    || !(call.arguments().getLast() instanceof Expr.Literal value)
                    || !value.type().equals(call.arguments().getFirst().type())
                    || operand != null && !operand.equals(call.arguments().getFirst())) {
                return null;
            }
            operand = call.arguments().getFirst();
            values.add(value);
        }
        return operand == null ? null : new Expr.In(operand, values);
    }

    private Expr comparison(Function function, RexCall call) {
        Expr left = convert(call.getOperands().getFirst());
        Expr right = convert(call.getOperands().getLast());
        List<Expr> sides = Coercion.compared(left, right);
        return Expr.Call.of(function, sides.getFirst(), sides.getLast());
    }

    private static Expr not(Expr expr) {
        return Expr.Call.of(Function.NOT, expr);
    }

    /// A sum, or a point in time moved by an interval.
    private Expr plus(RexCall call) {
        RexNode left = call.getOperands().getFirst();
        RexNode right = call.getOperands().getLast();
        if (isInterval(right)) {
            return ConstantTimes.of(moved(convert(left), right, 1));
        }
        if (isInterval(left)) {
            return ConstantTimes.of(moved(convert(right), left, 1));
        }
        if (call.getType().getSqlTypeName() == SqlTypeName.DATE) {
            boolean isLeft = left.getType().getSqlTypeName() == SqlTypeName.DATE;
            return later(convert(isLeft ? left : right), convert(isLeft ? right : left));
        }
        return arithmetic(Function.ADD, operands(call));
    }

    private Expr minus(RexCall call) {
        RexNode right = call.getOperands().getLast();
        if (isInterval(right)) {
            return ConstantTimes.of(moved(convert(call.getOperands().getFirst()), right, -1));
        }
        if (call.getOperands().getFirst().getType().getSqlTypeName() == SqlTypeName.DATE) {
            List<Expr> dates = operands(call);
            return call.getType().getSqlTypeName() == SqlTypeName.DATE
                    ? later(
                            dates.getFirst(),
                            Expr.Call.of(
                                    Function.NEGATE,
                                    Coercion.to(dates.getLast(), Type.Simple.BIGINT)))
                    : Expr.Call.of(
                            Function.DAYS_BETWEEN,
                            dates.stream().map(d -> Coercion.to(d, Type.Simple.DATE)).toList());
        }
        if (isInterval(call)) {
            throw Errors.notSupported("the difference of two times as an interval");
        }
        return arithmetic(Function.SUBTRACT, operands(call));
    }

    private static Expr later(Expr date, Expr days) {
        return ConstantTimes.of(
                Expr.Call.of(
                        Function.ADD_DAYS,
                        Coercion.to(date, Type.Simple.DATE),
                        Coercion.to(days, Type.Simple.BIGINT)));
    }

    private static boolean isInterval(RexNode node) {
        return SqlTypeName.INTERVAL_TYPES.contains(node.getType().getSqlTypeName());
    }

    private Expr moved(Expr point, RexNode interval, int sign) {
        if (interval instanceof RexCall product && product.getKind() == SqlKind.TIMES) {
            return movedTimes(point, product, sign);
        }
        if (!(interval instanceof RexLiteral literal) || !point.type().isPointInTime()) {
            throw Errors.notSupported("an interval that is not a constant");
        }
        BigDecimal amount = literal.getValueAs(BigDecimal.class);
        if (amount == null) {
            return Literals.ofNull(point.type());
        }
        long steps = sign * amount.longValueExact();
        if (SqlTypeName.YEAR_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName())) {
            return Expr.Call.of(Function.ADD_MONTHS, point, Literals.of(steps));
        }
        if (steps % MILLIS_PER_DAY == 0) {
            return Expr.Call.of(Function.ADD_DAYS, point, Literals.of(steps / MILLIS_PER_DAY));
        }
        Expr timestamp =
                point.type() == Type.Simple.DATE
                        ? Coercion.to(point, Type.Simple.TIMESTAMP)
                        : point;
        return Expr.Call.of(
                Function.ADD_MICROSECONDS,
                timestamp,
                Literals.of(Math.multiplyExact(steps, MICROS_PER_MILLI)));
    }

    /// A number of constant intervals.
    private Expr movedTimes(Expr point, RexCall product, int sign) {
        RexNode left = product.getOperands().getFirst();
        RexNode right = product.getOperands().getLast();
        boolean isLeft = isInterval(left);
        Expr number = convert(isLeft ? right : left);
        if (!((isLeft ? left : right) instanceof RexLiteral interval)
                || !number.type().isInteger()
                || !(moved(point, interval, sign) instanceof Expr.Call one)) {
            throw Errors.notSupported("an interval that is not a constant or so many times one");
        }
        Expr steps =
                Expr.Call.of(
                        Function.MULTIPLY,
                        Coercion.to(number, Type.Simple.BIGINT),
                        one.arguments().getLast());
        return Expr.Call.of(one.function(), one.arguments().getFirst(), steps);
    }

    private static Expr arithmetic(Function function, List<Expr> operands) {
        Expr left = operands.getFirst();
        Expr right = operands.getLast();
        boolean isDecimal =
                left.type() instanceof Type.Decimal || right.type() instanceof Type.Decimal;
        if (isDecimal
                && !left.type().isFloating()
                && !right.type().isFloating()
                && left.type().isNumeric()
                && right.type().isNumeric()) {
            return Expr.Call.of(
                    function,
                    Coercion.to(left, Coercion.decimal(left.type())),
                    Coercion.to(right, Coercion.decimal(right.type())));
        }
        Type type = Coercion.common(left, right);
        return Expr.Call.of(function, Coercion.to(left, type), Coercion.to(right, type));
    }

    private static Expr number(Function function, List<Expr> operands) {
        return Expr.Call.of(function, operands.getFirst());
    }

    private static Expr real(Function function, List<Expr> operands) {
        return Expr.Call.of(
                function, operands.stream().map(o -> Coercion.to(o, Type.Simple.DOUBLE)).toList());
    }

    private static Expr round(List<Expr> operands) {
        Expr value = operands.getFirst();
        if (operands.size() == 1 || value.type().isInteger()) {
            return Expr.Call.of(Function.ROUND, value);
        }
        return Expr.Call.of(
                Function.ROUND,
                value.type() == Type.Simple.REAL ? Coercion.to(value, Type.Simple.DOUBLE) : value,
                Coercion.to(operands.get(1), Type.Simple.INTEGER));
    }

    private static Expr conditional(List<Expr> operands) {
        List<Expr> values = new ArrayList<>();
        for (int i = 1; i < operands.size(); i += 2) {
            values.add(operands.get(i));
        }
        values.add(operands.getLast());
        Type type = Coercion.common(values);
        List<Expr.Branch> branches = new ArrayList<>();
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            branches.add(
                    new Expr.Branch(
                            Coercion.to(operands.get(i), Type.Simple.BOOLEAN),
                            Coercion.to(operands.get(i + 1), type)));
        }
        return new Expr.Conditional(branches, Coercion.to(operands.getLast(), type));
    }

    private static Expr coalesce(List<Expr> operands) {
        Type type = Coercion.common(operands);
        return Expr.Call.of(
                Function.COALESCE, operands.stream().map(o -> Coercion.to(o, type)).toList());
    }

    private Expr cast(RexCall call, Expr.Cast.OnFailure onFailure) {
        Expr operand = convert(call.getOperands().getFirst());
        if (call.getType().getSqlTypeName() == SqlTypeName.OTHER) {
            return operand;
        }
        Type type = Types.fromCalcite(call.getType());
        if (operand.type().equals(type)) {
            return operand;
        }
        if (operand instanceof Expr.Literal && onFailure == Expr.Cast.OnFailure.ERROR) {
            return Coercion.to(operand, type);
        }
        if (!Casts.exists(operand.type(), type)) {
            throw new TrawlException(
                    ErrorCode.TYPE_MISMATCH,
                    "a %s cannot be cast to %s".formatted(operand.type().text(), type.text()));
        }
        return new Expr.Cast(operand, type, onFailure);
    }

    private static Expr concat(List<Expr> operands) {
        return Expr.Call.of(
                Function.CONCAT,
                operands.stream().map(o -> Coercion.to(o, Type.Simple.VARCHAR)).toList());
    }

    /// The function leaves NULLs out, the operator does not.
    private static Expr concatPresent(List<Expr> operands) {
        List<Expr> parts =
                operands.stream()
                        .<Expr>map(o ->
                                Expr.Call.of(
                                        Function.COALESCE,
                                        Coercion.to(o, Type.Simple.VARCHAR),
                                        Literals.of("")))
                        .toList();
        return parts.size() == 1 ? parts.getFirst() : Expr.Call.of(Function.CONCAT, parts);
    }

    private static Expr substring(List<Expr> operands) {
        List<Expr> arguments = new ArrayList<>();
        arguments.add(operands.getFirst());
        operands.stream().skip(1).forEach(o -> arguments.add(Coercion.to(o, Type.Simple.BIGINT)));
        return Expr.Call.of(Function.SUBSTRING, arguments);
    }

    /// ILIKE compares what both sides are in lower case.
    private Expr like(RexCall call) {
        List<Expr> operands = operands(call);
        boolean isSensitive =
                !(call.getOperator() instanceof SqlLikeOperator like) || like.isCaseSensitive();
        if (isSensitive) {
            return Expr.Call.of(Function.LIKE, operands);
        }
        if (operands.size() > 2) {
            throw Errors.notSupported("ILIKE with ESCAPE");
        }
        return Expr.Call.of(
                Function.LIKE,
                operands.stream().map(o -> Expr.Call.of(Function.LOWER, o)).toList());
    }

    private Expr floor(RexCall call) {
        if (call.getOperands().size() == 1) {
            return number(Function.FLOOR, operands(call));
        }
        return TimeFunctions.truncated(
                unit(call.getOperands().getLast()), convert(call.getOperands().getFirst()));
    }

    private Expr extract(RexCall call) {
        return TimeFunctions.extracted(
                unit(call.getOperands().getFirst()), convert(call.getOperands().getLast()));
    }

    private static String unit(RexNode flag) {
        TimeUnitRange range = ((RexLiteral) flag).getValueAs(TimeUnitRange.class);
        return String.valueOf(range).toLowerCase(Locale.ROOT);
    }

    private static String text(RexNode node) {
        if (node instanceof RexLiteral literal) {
            String text = literal.getValueAs(String.class);
            if (text != null) {
                return text.strip().toLowerCase(Locale.ROOT);
            }
        }
        throw Errors.notSupported("a unit of time that is not a constant");
    }

    private Expr trim(RexCall call) {
        SqlTrimFunction.Flag flag =
                ((RexLiteral) call.getOperands().getFirst()).getValueAs(SqlTrimFunction.Flag.class);
        List<Expr> operands =
                List.of(convert(call.getOperands().get(2)), convert(call.getOperands().get(1)));
        TextFunctions.Trim side =
                switch (flag) {
                    case LEADING -> TextFunctions.Trim.LEFT;
                    case TRAILING -> TextFunctions.Trim.RIGHT;
                    case BOTH -> TextFunctions.Trim.BOTH;
                    case null -> throw new IllegalStateException("trim has a side");
                };
        return TextFunctions.trimmed(side, operands);
    }
}
