package dev.trawl.testkit.conformance;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.DATE;
import static dev.trawl.plan.Type.Simple.DOUBLE;
import static dev.trawl.plan.Type.Simple.INTEGER;
import static dev.trawl.plan.Type.Simple.REAL;
import static dev.trawl.plan.Type.Simple.TIME;
import static dev.trawl.plan.Type.Simple.TIMESTAMP;
import static dev.trawl.plan.Type.Simple.TIMESTAMP_TZ;
import static dev.trawl.plan.Type.Simple.VARCHAR;

import dev.trawl.plan.Casts;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.testkit.EdgeValues;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Every function, cast and form of expression with every type it takes.
final class ExprCases {
    static final List<Type.Decimal> DECIMALS =
            List.of(
                    new Type.Decimal(1, 0),
                    new Type.Decimal(5, 2),
                    new Type.Decimal(18, 0),
                    new Type.Decimal(12, 12),
                    new Type.Decimal(19, 4),
                    new Type.Decimal(38, 0),
                    new Type.Decimal(38, 10),
                    new Type.Decimal(38, 38));
    private static final List<Type.Decimal> SHORT =
            List.of(
                    new Type.Decimal(5, 2),
                    new Type.Decimal(12, 12),
                    new Type.Decimal(38, 0),
                    new Type.Decimal(38, 10));
    private static final Set<Function> COMPARISONS =
            EnumSet.of(
                    Function.EQ,
                    Function.NE,
                    Function.LT,
                    Function.LE,
                    Function.GT,
                    Function.GE,
                    Function.IS_DISTINCT_FROM,
                    Function.IS_NOT_DISTINCT_FROM);

    private ExprCases() {}

    static List<Type> types() {
        List<Type> types = new ArrayList<>(List.of(Type.Simple.values()));
        types.addAll(DECIMALS);
        return types;
    }

    static List<ExprCase> comparisons() {
        List<ExprCase> cases = new ArrayList<>();
        for (Function function : COMPARISONS) {
            types().stream()
                    .filter(Type::isOrdered)
                    .forEach(t -> cases.add(ExprCase.call(function, t, t)));
            pairs(SHORT).forEach(p -> cases.add(ExprCase.call(function, p.get(0), p.get(1))));
        }
        types().stream().filter(Type::isOrdered).forEach(t -> cases.addAll(in(t)));
        return cases;
    }

    private static List<List<Type>> pairs(List<? extends Type> types) {
        return types.stream()
                .flatMap(
                        a -> types.stream().filter(b -> !a.equals(b)).map(b -> List.<Type>of(a, b)))
                .toList();
    }

    private static List<ExprCase> in(Type type) {
        List<Expr.Literal> values =
                EdgeValues.of(type).stream()
                        .filter(v -> !(v instanceof String s) || s.indexOf('\0') < 0)
                        .map(v -> new Expr.Literal(v, type))
                        .toList();
        return List.of(
                new ExprCase(
                        "in with null",
                        List.of(type),
                        a -> new Expr.In(a.getFirst(), values.subList(0, 3))),
                new ExprCase(
                        "in",
                        List.of(type),
                        a -> new Expr.In(a.getFirst(), values.subList(1, values.size()))),
                new ExprCase(
                        "in a long list",
                        List.of(type),
                        a ->
                                new Expr.In(
                                        a.getFirst(), repeated(values.subList(2, values.size())))));
    }

    private static List<Expr.Literal> repeated(List<Expr.Literal> values) {
        return Stream.generate(() -> values).flatMap(List::stream).limit(60).toList();
    }

    static List<ExprCase> logic() {
        List<ExprCase> cases = new ArrayList<>();
        for (Function function : List.of(Function.AND, Function.OR)) {
            cases.add(ExprCase.call(function, BOOLEAN, BOOLEAN));
            cases.add(ExprCase.call(function, BOOLEAN, BOOLEAN, BOOLEAN));
        }
        for (Function function : List.of(Function.NOT, Function.IS_TRUE, Function.IS_FALSE)) {
            cases.add(ExprCase.call(function, BOOLEAN));
        }
        for (Type type : types()) {
            cases.add(new ExprCase("column", List.of(type), List::getFirst));
            cases.add(ExprCase.call(Function.IS_NULL, type));
            cases.add(ExprCase.call(Function.IS_NOT_NULL, type));
            cases.add(ExprCase.call(Function.COALESCE, type, type));
            cases.add(ExprCase.call(Function.ONLY_VALUE, type, BIGINT));
            cases.add(
                    new ExprCase(
                            "case",
                            List.of(BOOLEAN, type, type),
                            a -> choose(a.get(0), a.get(1), a.get(2))));
        }
        cases.add(
                new ExprCase(
                        "guarded division",
                        List.of(INTEGER, INTEGER),
                        a ->
                                choose(
                                        Expr.Call.of(Function.NE, a.get(1), Literals.of(0)),
                                        Expr.Call.of(Function.DIVIDE, a.get(0), a.get(1)),
                                        Literals.of(0))));
        return cases;
    }

    private static Expr choose(Expr condition, Expr value, Expr otherwise) {
        return new Expr.Conditional(List.of(new Expr.Branch(condition, value)), otherwise);
    }

    static List<ExprCase> arithmetic() {
        List<ExprCase> cases = new ArrayList<>();
        List<Type> numbers = types().stream().filter(Type::isNumeric).toList();
        for (Function function :
                List.of(Function.ADD, Function.SUBTRACT, Function.MULTIPLY, Function.DIVIDE)) {
            numbers.forEach(t -> cases.add(ExprCase.call(function, t, t)));
            pairs(DECIMALS).forEach(p -> cases.add(ExprCase.call(function, p.get(0), p.get(1))));
        }
        numbers.stream()
                .filter(t -> !t.isFloating())
                .forEach(t -> cases.add(ExprCase.call(Function.MODULO, t, t)));
        pairs(DECIMALS).forEach(p -> cases.add(ExprCase.call(Function.MODULO, p.get(0), p.get(1))));
        for (Function function :
                List.of(
                        Function.NEGATE,
                        Function.ABS,
                        Function.CEIL,
                        Function.FLOOR,
                        Function.ROUND)) {
            numbers.forEach(t -> cases.add(ExprCase.call(function, t)));
        }
        for (int digits : List.of(0, 1, 2, 5, 38)) {
            Stream.concat(DECIMALS.stream(), Stream.of(DOUBLE))
                    .forEach(t -> cases.add(round(t, digits)));
        }
        cases.add(ExprCase.call(Function.SQRT, DOUBLE));
        cases.add(
                new ExprCase(
                        "nested",
                        List.of(DOUBLE, DOUBLE),
                        a -> nested(nested(a.get(0), a.get(1)), a.get(1))));
        return cases;
    }

    private static Expr nested(Expr a, Expr b) {
        return Expr.Call.of(
                Function.DIVIDE,
                Expr.Call.of(Function.MULTIPLY, Expr.Call.of(Function.ADD, a, b), b),
                Expr.Call.of(Function.SUBTRACT, b, a));
    }

    private static ExprCase round(Type type, int digits) {
        return new ExprCase(
                "round to " + digits,
                List.of(type),
                a -> Expr.Call.of(Function.ROUND, a.getFirst(), Literals.of(digits)));
    }

    /// Functions whose last digit depends on the platform's mathematics.
    static List<ExprCase> transcendental() {
        return List.of(
                ExprCase.call(Function.LN, DOUBLE),
                ExprCase.call(Function.LOG10, DOUBLE),
                ExprCase.call(Function.EXP, DOUBLE),
                ExprCase.call(Function.POWER, DOUBLE, DOUBLE));
    }

    static List<ExprCase> text() {
        List<ExprCase> cases = new ArrayList<>();
        for (Function function :
                List.of(
                        Function.UPPER,
                        Function.LOWER,
                        Function.TRIM,
                        Function.LTRIM,
                        Function.RTRIM,
                        Function.CHAR_LENGTH)) {
            cases.add(ExprCase.call(function, VARCHAR));
        }
        for (Function function :
                List.of(Function.CONCAT, Function.POSITION, Function.STARTS_WITH, Function.LIKE)) {
            cases.add(ExprCase.call(function, VARCHAR, VARCHAR));
        }
        cases.add(ExprCase.call(Function.CONCAT, VARCHAR, VARCHAR, VARCHAR));
        cases.addAll(moreText());
        cases.add(ExprCase.call(Function.REPLACE, VARCHAR, VARCHAR, VARCHAR));
        cases.add(ExprCase.call(Function.SUBSTRING, VARCHAR, BIGINT));
        cases.add(ExprCase.call(Function.SUBSTRING, VARCHAR, BIGINT, BIGINT));
        for (long start : List.of(-1L, 0L, 1L, 2L, 5_000_000_000L)) {
            cases.add(
                    new ExprCase(
                            "substring from " + start,
                            List.of(VARCHAR),
                            a ->
                                    Expr.Call.of(
                                            Function.SUBSTRING, a.getFirst(), Literals.of(start))));
            for (long length : List.of(-1L, 0L, 2L, Long.MAX_VALUE)) {
                cases.add(
                        new ExprCase(
                                "substring from %d for %d".formatted(start, length),
                                List.of(VARCHAR),
                                a ->
                                        Expr.Call.of(
                                                Function.SUBSTRING,
                                                a.getFirst(),
                                                Literals.of(start),
                                                Literals.of(length))));
            }
        }
        for (String pattern :
                List.of(
                        "%",
                        "_", "a%", "%b%", "a_b", "\\", "%\\%", "#%", "a#_b", "%#", "##%", "")) {
            cases.add(like(pattern, List.of()));
            cases.add(like(pattern, List.of(Literals.of("#"))));
        }
        return cases;
    }

    private static List<ExprCase> moreText() {
        List<ExprCase> cases = new ArrayList<>();
        for (Function function :
                List.of(
                        Function.REVERSE,
                        Function.INITCAP,
                        Function.ASCII,
                        Function.MD5,
                        Function.SHA256)) {
            cases.add(ExprCase.call(function, VARCHAR));
        }
        cases.add(ExprCase.call(Function.ENDS_WITH, VARCHAR, VARCHAR));
        cases.add(ExprCase.call(Function.TRANSLATE, VARCHAR, VARCHAR, VARCHAR));
        cases.add(ExprCase.call(Function.REPEAT, VARCHAR, BIGINT));
        cases.add(ExprCase.call(Function.LPAD, VARCHAR, BIGINT, VARCHAR));
        cases.add(ExprCase.call(Function.RPAD, VARCHAR, BIGINT, VARCHAR));
        cases.add(ExprCase.call(Function.SPLIT_PART, VARCHAR, VARCHAR, BIGINT));
        cases.add(ExprCase.call(Function.CHR, BIGINT));
        for (long number : List.of(-2L, -1L, 1L, 2L, 0x1F600L, 0xD800L)) {
            cases.add(
                    new ExprCase(
                            "split_part " + number,
                            List.of(VARCHAR, VARCHAR),
                            a ->
                                    Expr.Call.of(
                                            Function.SPLIT_PART,
                                            a.get(0),
                                            a.get(1),
                                            Literals.of(number))));
        }
        for (String pattern :
                List.of(
                        "a",
                        "^a",
                        "a$",
                        ".",
                        "^.$",
                        "(?i)A",
                        "[[:alpha:]]+",
                        "\\s",
                        "\\W",
                        "é|😀",
                        "",
                        "(a)(b)?",
                        "x*",
                        "\\bB")) {
            for (Function function : List.of(Function.REGEXP_LIKE, Function.REGEXP_SUBSTR)) {
                cases.add(
                        new ExprCase(
                                "%s '%s'".formatted(function.text(), pattern),
                                List.of(VARCHAR),
                                a -> Expr.Call.of(function, a.getFirst(), Literals.of(pattern))));
            }
            cases.add(replaced(Function.REGEXP_REPLACE, pattern));
        }
        for (String pattern : List.of("a", "(.)", "[[:alpha:]]+", "é|😀", "\\s+$")) {
            cases.add(replaced(Function.REGEXP_REPLACE_ALL, pattern));
        }
        return cases;
    }

    private static ExprCase replaced(Function function, String pattern) {
        return new ExprCase(
                "%s '%s'".formatted(function.text(), pattern),
                List.of(VARCHAR),
                a ->
                        Expr.Call.of(
                                function,
                                a.getFirst(),
                                Literals.of(pattern),
                                Literals.of("<\\0\\\\>")));
    }

    private static ExprCase like(String pattern, List<Expr.Literal> escape) {
        return new ExprCase(
                "like '%s' %d".formatted(pattern, escape.size()),
                List.of(VARCHAR),
                a -> {
                    List<Expr> arguments =
                            new ArrayList<>(List.of(a.getFirst(), Literals.of(pattern)));
                    arguments.addAll(escape);
                    return Expr.Call.of(Function.LIKE, arguments);
                });
    }

    static List<ExprCase> time() {
        List<ExprCase> cases = new ArrayList<>();
        for (Function function : Function.values()) {
            if (function.text().startsWith("extract_")) {
                boolean ofTime =
                        EnumSet.of(
                                        Function.EXTRACT_HOUR,
                                        Function.EXTRACT_MINUTE,
                                        Function.EXTRACT_SECOND)
                                .contains(function);
                cases.add(ExprCase.call(function, ofTime ? TIME : DATE));
                cases.add(ExprCase.call(function, TIMESTAMP));
                cases.add(ExprCase.call(function, TIMESTAMP_TZ));
            }
        }
        for (Type type : List.of(DATE, TIMESTAMP, TIMESTAMP_TZ)) {
            cases.add(ExprCase.call(Function.ADD_DAYS, type, BIGINT));
            cases.add(ExprCase.call(Function.ADD_MONTHS, type, BIGINT));
            for (String unit : List.of("year", "quarter", "month", "week", "day")) {
                cases.add(truncate(unit, type));
            }
        }
        for (Type type : List.of(TIMESTAMP, TIMESTAMP_TZ)) {
            cases.add(ExprCase.call(Function.ADD_MICROSECONDS, type, BIGINT));
            for (String unit : List.of("hour", "minute", "second", "millisecond")) {
                cases.add(truncate(unit, type));
            }
        }
        cases.add(ExprCase.call(Function.DAYS_BETWEEN, DATE, DATE));
        cases.add(ExprCase.call(Function.MICROSECONDS_BETWEEN, TIMESTAMP, TIMESTAMP));
        cases.add(ExprCase.call(Function.MICROSECONDS_BETWEEN, TIMESTAMP_TZ, TIMESTAMP_TZ));
        return cases;
    }

    private static ExprCase truncate(String unit, Type type) {
        return new ExprCase(
                "date_trunc " + unit,
                List.of(type),
                a -> Expr.Call.of(Function.DATE_TRUNC, Literals.of(unit), a.getFirst()));
    }

    static List<ExprCase> casts() {
        List<ExprCase> cases = new ArrayList<>();
        for (Type from : types()) {
            for (Type to : types()) {
                if (Casts.exists(from, to)) {
                    cases.add(cast(from, to, Expr.Cast.OnFailure.ERROR));
                    cases.add(cast(from, to, Expr.Cast.OnFailure.NULL));
                }
            }
        }
        cases.add(cast(DOUBLE, REAL, Expr.Cast.OnFailure.ERROR));
        return cases;
    }

    private static ExprCase cast(Type from, Type to, Expr.Cast.OnFailure onFailure) {
        return new ExprCase(
                (onFailure == Expr.Cast.OnFailure.ERROR ? "cast to " : "try_cast to ") + to.text(),
                List.of(from),
                a -> new Expr.Cast(a.getFirst(), to, onFailure));
    }
}
