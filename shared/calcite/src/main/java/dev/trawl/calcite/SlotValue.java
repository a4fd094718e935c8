package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A constant that another may take the place of in a plan.
///
/// @param text as it is spelled, without quotes
/// @param form what a plan may depend on beside the order of its constants: the smallest integer
///   type, the digits and sign of a number, the length of a text
/// @param literal a number, or a text
record SlotValue(String text, String form, Expr.Literal literal) {
    static final String DATE = "date";
    static final String UUID = "uuid";

    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9][0-9]{0,18})");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(?:0|[1-9][0-9]{0,17})\\.[0-9]{1,18}");

    /// Days of the Gregorian calendar: earlier ones take another way through the planner.
    private static final Pattern DAY =
            Pattern.compile("(?:1[6-9]|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}");

    private static final Pattern TIMELIKE =
            Pattern.compile("\\s*[-+]?[0-9]+[-:].*", Pattern.DOTALL);
    private static final Pattern NUMBERLIKE =
            Pattern.compile("\\s*[-+.0-9].*|(?i)\\s*(nan|inf|infinity)\\s*", Pattern.DOTALL);
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final int TEXT_MAX = 200;
    private static final int DOUBLE_DIGITS_MAX = 15;
    private static final int[] STEPS = {1, -1, 2, -2, 3, -3, 5, -5, 7, -7, 11, -11, 40, -40};

    /// Limits of types, which a plan may take for more than numbers.
    private static final Set<Long> EXTREMES =
            Set.of(
                    (long) Byte.MIN_VALUE,
                    (long) Byte.MAX_VALUE,
                    (long) Short.MIN_VALUE,
                    (long) Short.MAX_VALUE,
                    (long) Integer.MIN_VALUE,
                    (long) Integer.MAX_VALUE,
                    Long.MIN_VALUE,
                    Long.MAX_VALUE);

    /// The number, if one in its place may be another. Zero is like no other.
    static Optional<SlotValue> number(String text) {
        boolean isInteger = INTEGER.matcher(text).matches();
        if (!isInteger && !DECIMAL.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text);
        if (number.signum() == 0) {
            return Optional.empty();
        }
        String digits = ":" + number.precision() + (number.signum() < 0 ? "-" : "");
        if (isInteger) {
            return number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) >= 0
                            || EXTREMES.contains(number.longValueExact())
                    ? Optional.empty()
                    : Optional.of(integer(text, number.longValueExact(), digits));
        }
        Expr.Literal literal = Constants.decimal(number);
        return Optional.of(new SlotValue(text, literal.type().text() + digits, literal));
    }

    private static SlotValue integer(String text, long value, String digits) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
        int bytes = bits < Byte.SIZE ? 1 : bits < Short.SIZE ? 2 : bits < Integer.SIZE ? 4 : 8;
        Type type = bytes == 8 ? Type.Simple.BIGINT : Type.Simple.INTEGER;
        return new SlotValue(text, "i" + bytes + digits, new Expr.Literal(value, type));
    }

    /// The text, if one in its place may be another.
    static Optional<SlotValue> text(String text) {
        String form;
        if (DAY.matcher(text).matches()) {
            form = DATE;
        } else if (ID.matcher(text).matches()) {
            form = UUID;
        } else if (isNumberlike(text) || text.isEmpty() || text.length() > TEXT_MAX) {
            return Optional.empty();
        } else if (text.chars().allMatch(SlotValue::isPlain)) {
            form = "s" + text.length();
        } else {
            return Optional.empty();
        }
        return Optional.of(new SlotValue(text, form, Literals.of(text)));
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c != '\'' && c < 0x7f || c >= 0xa1 && c < Character.MIN_SURROGATE;
    }

    /// Whether a text may mean a number, and so stand between numbers.
    static boolean isNumberlike(String text) {
        return NUMBERLIKE.matcher(text).matches();
    }

    /// Whether a text may mean a time whose place among days its spelling does not tell.
    static boolean isOddTime(String text) {
        return TIMELIKE.matcher(text).matches()
                && !DAY.matcher(text).matches()
                && !ID.matcher(text).matches();
    }

    boolean isNumber() {
        return literal.type() != Type.Simple.VARCHAR;
    }

    /// The number that the value is.
    BigDecimal number() {
        return new BigDecimal(text);
    }

    /// The value as a constant of a type, if planning would have made that of it.
    Optional<Expr.Literal> as(Type type) {
        if (!becomes(type)) {
            return Optional.empty();
        }
        try {
            return Coercion.to(literal, type) instanceof Expr.Literal constant
                    ? Optional.of(constant)
                    : Optional.empty();
        } catch (TrawlException | IllegalArgumentException e) {
            // Planning says what is wrong with it, and where.
            return Optional.empty();
        }
    }

    private boolean becomes(Type type) {
        if (isNumber()) {
            return type.isInteger() && literal.type().isInteger()
                    || type instanceof Type.Decimal
                    || type == Type.Simple.DOUBLE && number().precision() <= DOUBLE_DIGITS_MAX;
        }
        return switch (form) {
            case DATE ->
                    type == Type.Simple.VARCHAR
                            || type == Type.Simple.DATE
                            || type == Type.Simple.TIMESTAMP;
            case UUID -> type == Type.Simple.VARCHAR || type == Type.Simple.UUID;
            default -> type == Type.Simple.VARCHAR;
        };
    }

    /// Others of the same form, near ones first.
    Stream<SlotValue> others() {
        Stream<Optional<SlotValue>> found =
                switch (form) {
                    case DATE -> IntStream.of(STEPS).mapToObj(this::day);
                    case UUID ->
                            IntStream.range(0, 16)
                                    .mapToObj(i ->
                                            text(
                                                    text.substring(0, text.length() - 1)
                                                            + Character.forDigit(i, 16)));
                    default ->
                            isNumber()
                                    ? IntStream.of(STEPS)
                                            .mapToObj(s -> number(stepped(s).toPlainString()))
                                    : spelledOtherwise();
                };
        return found.flatMap(Optional::stream)
                .filter(o -> o.form().equals(form) && !o.text().equals(text));
    }

    private BigDecimal stepped(int step) {
        BigDecimal number = number();
        return number.add(BigDecimal.valueOf(step, number.scale()));
    }

    private Optional<SlotValue> day(int step) {
        try {
            return text(LocalDate.parse(text).plusDays(step).toString());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private Stream<Optional<SlotValue>> spelledOtherwise() {
        return IntStream.iterate(text.length() - 1, i -> i >= 0, i -> i - 1)
                .boxed()
                .flatMap(at ->
                        IntStream.of(STEPS)
                                .mapToObj(s ->
                                        text(
                                                text.substring(0, at)
                                                        + (char) (text.charAt(at) + s)
                                                        + text.substring(at + 1))));
    }
}
