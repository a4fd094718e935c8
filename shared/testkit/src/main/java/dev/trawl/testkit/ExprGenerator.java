package dev.trawl.testkit;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.DATE;
import static dev.trawl.plan.Type.Simple.DOUBLE;
import static dev.trawl.plan.Type.Simple.INTEGER;
import static dev.trawl.plan.Type.Simple.TIMESTAMP;
import static dev.trawl.plan.Type.Simple.VARCHAR;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Totality;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Random well-typed expressions. The same seed gives the same ones.
public final class ExprGenerator {
    /// Types of generated columns.
    public static final List<Type> TYPES =
            List.of(
                    BOOLEAN,
                    INTEGER,
                    BIGINT,
                    DOUBLE,
                    new Type.Decimal(12, 2),
                    new Type.Decimal(20, 6),
                    VARCHAR,
                    DATE,
                    TIMESTAMP);

    private static final List<String> WORDS = List.of("", "a", "b", "ab", "B a", "%", "é😀");
    private static final int TOTAL_IN_TEN = 9;

    private final Random random;

    public ExprGenerator(Random random) {
        this.random = random;
    }

    /// An expression of a type, mostly one that cannot fail.
    public Expr expr(Type type, List<Field> columns, int depth) {
        Expr expr = any(type, columns, depth);
        return Totality.isTotal(expr) || random.nextInt(10) >= TOTAL_IN_TEN
                ? expr
                : leaf(type, columns);
    }

    private Expr any(Type type, List<Field> columns, int depth) {
        if (depth <= 0 || random.nextInt(4) == 0) {
            return leaf(type, columns);
        }
        int next = depth - 1;
        return switch (random.nextInt(6)) {
            case 0 ->
                    new Expr.Conditional(
                            List.of(
                                    new Expr.Branch(
                                            expr(BOOLEAN, columns, next),
                                            expr(type, columns, next))),
                            expr(type, columns, next));
            case 1 ->
                    Expr.Call.of(
                            Function.COALESCE,
                            expr(type, columns, next),
                            expr(type, columns, next));
            case 2 -> cast(type, columns, next);
            default -> special(type, columns, next);
        };
    }

    private Expr leaf(Type type, List<Field> columns) {
        List<Expr> fitting = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).type().equals(type)) {
                fitting.add(new Expr.Column(i, type));
            }
        }
        return fitting.isEmpty() || random.nextInt(5) == 0 ? literal(type) : pick(fitting);
    }

    public Expr.Literal literal(Type type) {
        return new Expr.Literal(value(type), type);
    }

    /// A value, often a small one, sometimes one on the edge.
    public @Nullable Object value(Type type) {
        List<@Nullable Object> edges = EdgeValues.of(type);
        if (random.nextInt(3) == 0 || !(type.isNumeric() || type == VARCHAR)) {
            return clean(edges.get(random.nextInt(edges.size())));
        }
        return switch (type) {
            case Type.Decimal d ->
                    java.math.BigDecimal.valueOf(random.nextInt(9) - 4, 1).setScale(d.scale());
            case Type.Simple simple ->
                    simple.isInteger()
                            ? (Object) (long) (random.nextInt(7) - 2)
                            : simple.isFloating()
                                    ? (Object) ((random.nextInt(9) - 4) / 2.0)
                                    : pick(WORDS);
            case Type.Array _, Type.Mapping _, Type.Row _ -> null;
        };
    }

    /// PostgreSQL holds no NUL.
    private static @Nullable Object clean(@Nullable Object value) {
        return value instanceof String text ? text.replace("\0", "") : value;
    }

    private Expr cast(Type type, List<Field> columns, int depth) {
        List<Type> from = TYPES.stream().filter(t -> Casts.exists(t, type)).toList();
        Expr.Cast.OnFailure onFailure =
                random.nextInt(4) == 0 ? Expr.Cast.OnFailure.NULL : Expr.Cast.OnFailure.ERROR;
        return new Expr.Cast(expr(pick(from), columns, depth), type, onFailure);
    }

    private Expr special(Type type, List<Field> columns, int depth) {
        if (type == BOOLEAN) {
            return condition(columns, depth);
        }
        if (type == VARCHAR) {
            return text(columns, depth);
        }
        if (type instanceof Type.Decimal) {
            return arithmetic(type, columns, depth);
        }
        if (type.isNumeric()) {
            return type == BIGINT && random.nextBoolean()
                    ? count(columns, depth)
                    : arithmetic(type, columns, depth);
        }
        List<String> units = List.of("year", "quarter", "month", "week", "day");
        return Expr.Call.of(
                Function.DATE_TRUNC, Literals.of(pick(units)), expr(type, columns, depth));
    }

    private Expr arithmetic(Type type, List<Field> columns, int depth) {
        Function function =
                pick(
                        List.of(
                                Function.ADD,
                                Function.SUBTRACT,
                                Function.MULTIPLY,
                                Function.DIVIDE,
                                Function.NEGATE,
                                Function.ABS,
                                Function.FLOOR));
        Expr a = expr(type, columns, depth);
        boolean isUnary =
                function == Function.NEGATE
                        || function == Function.ABS
                        || function == Function.FLOOR;
        Expr result =
                isUnary
                        ? Expr.Call.of(function, a)
                        : Expr.Call.of(function, a, expr(type, columns, depth));
        return result.type().equals(type) ? result : Expr.Cast.strict(result, type);
    }

    private Expr count(List<Field> columns, int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> Expr.Call.of(Function.CHAR_LENGTH, expr(VARCHAR, columns, depth));
            case 1 ->
                    Expr.Call.of(
                            Function.POSITION,
                            expr(VARCHAR, columns, depth),
                            expr(VARCHAR, columns, depth));
            default ->
                    Expr.Call.of(
                            pick(
                                    List.of(
                                            Function.EXTRACT_YEAR,
                                            Function.EXTRACT_MONTH,
                                            Function.EXTRACT_DAY_OF_WEEK)),
                            expr(pick(List.of(DATE, TIMESTAMP)), columns, depth));
        };
    }

    private Expr text(List<Field> columns, int depth) {
        Expr text = expr(VARCHAR, columns, depth);
        return switch (random.nextInt(7)) {
            case 0 -> Expr.Call.of(Function.CONCAT, text, expr(VARCHAR, columns, depth));
            case 1 -> Expr.Call.of(Function.LOWER, text);
            case 2 -> Expr.Call.of(Function.TRIM, text);
            case 3 ->
                    Expr.Call.of(
                            Function.SUBSTRING,
                            text,
                            Literals.of(random.nextInt(4) - 1L),
                            Literals.of((long) random.nextInt(4)));
            case 4 -> Expr.Call.of(pick(List.of(Function.REVERSE, Function.MD5)), text);
            case 5 -> moreText(text);
            default ->
                    Expr.Call.of(
                            Function.REPLACE,
                            text,
                            Literals.of(pick(WORDS)),
                            Literals.of(pick(WORDS)));
        };
    }

    private Expr moreText(Expr text) {
        return switch (random.nextInt(4)) {
            case 0 ->
                    Expr.Call.of(
                            pick(List.of(Function.LPAD, Function.RPAD)),
                            text,
                            Literals.of(random.nextInt(6) - 1L),
                            Literals.of(pick(WORDS)));
            case 1 ->
                    Expr.Call.of(
                            Function.SPLIT_PART,
                            text,
                            Literals.of(pick(WORDS)),
                            Literals.of(random.nextBoolean() ? 1L : -2L));
            case 2 ->
                    Expr.Call.of(
                            Function.TRANSLATE,
                            text,
                            Literals.of(pick(WORDS)),
                            Literals.of(pick(WORDS)));
            default ->
                    Expr.Call.of(
                            Function.REGEXP_SUBSTR,
                            text,
                            Literals.of(pick(List.of("a+", "[^b]", "$", "(?i)B."))));
        };
    }

    private Expr condition(List<Field> columns, int depth) {
        Type type = pick(TYPES);
        return switch (random.nextInt(8)) {
            case 0 ->
                    Expr.Call.of(
                            random.nextBoolean() ? Function.AND : Function.OR,
                            expr(BOOLEAN, columns, depth),
                            expr(BOOLEAN, columns, depth));
            case 1 -> Expr.Call.of(Function.NOT, expr(BOOLEAN, columns, depth));
            case 2 -> Expr.Call.of(Function.IS_NULL, expr(type, columns, depth));
            case 3 ->
                    new Expr.In(expr(type, columns, depth), List.of(literal(type), literal(type)));
            case 4 ->
                    Expr.Call.of(
                            Function.LIKE,
                            expr(VARCHAR, columns, depth),
                            Literals.of(pick(List.of("%a%", "a_", "%", "_%b"))));
            case 5 ->
                    random.nextBoolean()
                            ? Expr.Call.of(
                                    Function.ENDS_WITH,
                                    expr(VARCHAR, columns, depth),
                                    expr(VARCHAR, columns, depth))
                            : Expr.Call.of(
                                    Function.REGEXP_LIKE,
                                    expr(VARCHAR, columns, depth),
                                    Literals.of(pick(List.of("^a", "[0-9]", "b|é"))));
            default ->
                    Expr.Call.of(
                            pick(
                                    List.of(
                                            Function.EQ,
                                            Function.NE,
                                            Function.LT,
                                            Function.GE,
                                            Function.IS_DISTINCT_FROM)),
                            expr(type, columns, depth),
                            expr(type, columns, depth));
        };
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
