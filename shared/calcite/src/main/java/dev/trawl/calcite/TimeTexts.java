package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `to_char(time, pattern)` for constant patterns of some of PostgreSQL's fields: the numbers of
/// dates and times, names of months and days in three letters, and what stands between. It fails on
/// no value.
final class TimeTexts {
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<field>(?i:yyyy|yy|q|mm|ddd|dd|hh24|hh12|hh|mi|ss|iw)|Mon|MON|mon|Dy|DY|dy|AM|PM|am|pm)"
                            + "|\"(?<quoted>[^\"]*)\"|(?<other>[^A-Za-z\"])");
    private static final List<String> MONTHS =
            List.of(
                    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                    "Dec");
    private static final List<String> DAYS =
            List.of("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat");
    private static final int HALF = 12;

    private TimeTexts() {}

    static Expr of(Expr value, Expr pattern) {
        if (!(pattern instanceof Expr.Literal(Object constant, _))
                || !(constant instanceof String text)) {
            throw Errors.notSupported("to_char by a pattern that is not a constant");
        }
        List<Expr> parts = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        boolean hasFields = false;
        int at = 0;
        while (at < text.length()) {
            if (!token.find(at) || token.start() != at) {
                throw Errors.notSupported(
                        "to_char's '%s' at character %d".formatted(text.substring(at), at + 1));
            }
            String field = token.group("field");
            hasFields |= field != null;
            String quoted = token.group("quoted");
            parts.add(
                    field != null
                            ? field(field, value)
                            : Literals.of(quoted == null ? token.group("other") : quoted));
            at = token.end();
        }
        if (!hasFields) {
            throw Errors.notSupported("to_char by a pattern without fields");
        }
        return parts.size() == 1 ? parts.getFirst() : Expr.Call.of(Function.CONCAT, parts);
    }

    private static Expr field(String field, Expr value) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "yyyy" -> digits(part("year", value), 4);
            case "yy" -> lastTwo(digits(part("year", value), 4));
            case "q" -> text(part("quarter", value));
            case "mm" -> digits(part("month", value), 2);
            case "ddd" -> digits(part("doy", value), 3);
            case "dd" -> digits(part("day", value), 2);
            case "iw" -> digits(part("week", value), 2);
            case "hh24" -> digits(part("hour", value), 2);
            case "hh", "hh12" -> named(part("hour", value), hours());
            case "mi" -> digits(part("minute", value), 2);
            case "ss" -> digits(part("second", value), 2);
            case "mon" -> named(part("month", value), numbered(1, MONTHS, field));
            case "dy" -> named(part("dow", value), numbered(0, DAYS, field));
            default -> named(part("hour", value), halves(Character.isUpperCase(field.charAt(0))));
        };
    }

    private static Expr part(String unit, Expr value) {
        return TimeFunctions.extracted(unit, value);
    }

    private static Expr text(Expr number) {
        return Coercion.to(number, Type.Simple.VARCHAR);
    }

    /// At least so many, with zeros before.
    private static Expr digits(Expr number, int width) {
        Expr text = text(number);
        return Expr.Call.of(
                Function.SUBSTRING,
                Expr.Call.of(Function.CONCAT, Literals.of("0".repeat(width - 1)), text),
                Expr.Call.of(Function.CHAR_LENGTH, text));
    }

    private static Expr lastTwo(Expr year) {
        return Expr.Call.of(Function.SUBSTRING, year, Literals.of(3L));
    }

    private record Name(long number, String text) {}

    private static List<Name> numbered(int first, List<String> names, String as) {
        List<Name> numbered = new ArrayList<>();
        for (String name : names) {
            String text =
                    Character.isLowerCase(as.charAt(0))
                            ? name.toLowerCase(Locale.ROOT)
                            : Character.isUpperCase(as.charAt(1))
                                    ? name.toUpperCase(Locale.ROOT)
                                    : name;
            numbered.add(new Name(first + numbered.size(), text));
        }
        return numbered;
    }

    private static List<Name> hours() {
        List<Name> hours = new ArrayList<>();
        for (int hour = 0; hour < 2 * HALF; hour++) {
            hours.add(new Name(hour, "%02d".formatted(hour % HALF == 0 ? HALF : hour % HALF)));
        }
        return hours;
    }

    private static List<Name> halves(boolean isUpper) {
        List<Name> halves = new ArrayList<>();
        for (int hour = 0; hour < 2 * HALF; hour++) {
            String half = hour < HALF ? "AM" : "PM";
            halves.add(new Name(hour, isUpper ? half : half.toLowerCase(Locale.ROOT)));
        }
        return halves;
    }

    private static Expr named(Expr number, List<Name> names) {
        return new Expr.Conditional(
                names.stream()
                        .map(n ->
                                new Expr.Branch(
                                        Expr.Call.of(Function.EQ, number, Literals.of(n.number())),
                                        Literals.of(n.text())))
                        .toList(),
                Literals.ofNull(Type.Simple.VARCHAR));
    }
}
