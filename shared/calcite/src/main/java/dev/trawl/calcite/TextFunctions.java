package dev.trawl.calcite;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TextPattern;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Functions of text by their names in SQL.
final class TextFunctions {
    private TextFunctions() {}

    static Optional<Expr> call(String name, List<Expr> operands) {
        return Optional.ofNullable(
                switch (name) {
                    case "REVERSE" -> texts(Function.REVERSE, operands);
                    case "INITCAP" -> texts(Function.INITCAP, operands);
                    case "LTRIM" -> trimmed(Trim.LEFT, operands);
                    case "RTRIM" -> trimmed(Trim.RIGHT, operands);
                    case "BTRIM" -> trimmed(Trim.BOTH, operands);
                    case "ASCII" -> texts(Function.ASCII, operands);
                    case "MD5" -> texts(Function.MD5, operands);
                    case "SHA256" -> texts(Function.SHA256, operands);
                    case "ENDS_WITH" -> texts(Function.ENDS_WITH, operands);
                    case "TRANSLATE", "TRANSLATE3" -> texts(Function.TRANSLATE, operands);
                    case "CONTAINS" ->
                            Expr.Call.of(
                                    Function.GT,
                                    texts(Function.POSITION, operands.reversed()),
                                    Literals.of(0L));
                    case "REPEAT" ->
                            Expr.Call.of(
                                    Function.REPEAT,
                                    text(operands.getFirst()),
                                    whole(operands.getLast()));
                    case "LPAD" -> padded(Function.LPAD, operands);
                    case "RPAD" -> padded(Function.RPAD, operands);
                    case "SPLIT_PART" ->
                            Expr.Call.of(
                                    Function.SPLIT_PART,
                                    text(operands.get(0)),
                                    text(operands.get(1)),
                                    whole(operands.get(2)));
                    case "CHR" -> Expr.Call.of(Function.CHR, whole(operands.getFirst()));
                    case "CONCAT_WS" -> joined(operands);
                    case "REGEXP_LIKE" -> matching(Function.REGEXP_LIKE, operands);
                    case "REGEXP_SUBSTR" -> matching(Function.REGEXP_SUBSTR, operands);
                    case "REGEXP_REPLACE" -> replaced(operands);
                    case "POSIX REGEX CASE SENSITIVE" -> matching(Function.REGEXP_LIKE, operands);
                    case "POSIX REGEX CASE INSENSITIVE" ->
                            matching(Function.REGEXP_LIKE, flagged(operands));
                    case "NEGATED POSIX REGEX CASE SENSITIVE" ->
                            Expr.Call.of(Function.NOT, matching(Function.REGEXP_LIKE, operands));
                    case "NEGATED POSIX REGEX CASE INSENSITIVE" ->
                            Expr.Call.of(
                                    Function.NOT,
                                    matching(Function.REGEXP_LIKE, flagged(operands)));
                    default -> null;
                });
    }

    /// The sides that are trimmed.
    enum Trim {
        LEFT,
        RIGHT,
        BOTH
    }

    /// Without the spaces, or the characters of the second operand, at its ends.
    static Expr trimmed(Trim side, List<Expr> operands) {
        Expr text = text(operands.getFirst());
        String set = operands.size() < 2 ? " " : characters(operands.get(1));
        if (set.equals(" ")) {
            Function function =
                    switch (side) {
                        case LEFT -> Function.LTRIM;
                        case RIGHT -> Function.RTRIM;
                        case BOTH -> Function.TRIM;
                    };
            return Expr.Call.of(function, text);
        }
        if (set.isEmpty()) {
            return text;
        }
        String some = "[%s]+".formatted(escaped(set));
        Expr left = side == Trim.RIGHT ? text : without("\\A" + some, text);
        return side == Trim.LEFT ? left : without(some + "\\z", left);
    }

    private static Expr without(String pattern, Expr text) {
        return replaced(List.of(text, Literals.of(pattern), Literals.of("")));
    }

    private static String escaped(String characters) {
        StringBuilder escaped = new StringBuilder();
        for (int c : characters.codePoints().toArray()) {
            if (c < 0x80 && !Character.isLetterOrDigit(c) && c > ' ') {
                escaped.append('\\');
            }
            escaped.appendCodePoint(c);
        }
        return escaped.toString();
    }

    private static String characters(Expr operand) {
        if (operand instanceof Expr.Literal(Object value, _) && value instanceof String text) {
            return text;
        }
        throw Errors.notSupported("trim of characters that are not a constant");
    }

    private static List<Expr> flagged(List<Expr> operands) {
        List<Expr> flagged = new ArrayList<>(operands);
        flagged.add(Literals.of("i"));
        return flagged;
    }

    private static Expr texts(Function function, List<Expr> operands) {
        return Expr.Call.of(function, operands.stream().map(TextFunctions::text).toList());
    }

    private static Expr text(Expr operand) {
        return operand instanceof Expr.Literal l && l.isNull()
                ? Literals.ofNull(Type.Simple.VARCHAR)
                : operand;
    }

    private static Expr whole(Expr operand) {
        return Coercion.to(operand, Type.Simple.BIGINT);
    }

    private static Expr padded(Function function, List<Expr> operands) {
        return Expr.Call.of(
                function,
                text(operands.get(0)),
                whole(operands.get(1)),
                operands.size() < 3 ? Literals.of(" ") : text(operands.get(2)));
    }

    /// NULL values are left out with their separators; a NULL separator gives NULL.
    private static Expr joined(List<Expr> operands) {
        Expr separator = Coercion.to(operands.getFirst(), Type.Simple.VARCHAR);
        List<Expr> parts = new ArrayList<>();
        for (Expr operand : operands.subList(1, operands.size())) {
            Expr part =
                    Expr.Call.of(
                            Function.CONCAT, separator, Coercion.to(operand, Type.Simple.VARCHAR));
            parts.add(Expr.Call.of(Function.COALESCE, part, Literals.of("")));
        }
        Expr all = parts.size() == 1 ? parts.getFirst() : Expr.Call.of(Function.CONCAT, parts);
        return Expr.Call.of(
                Function.SUBSTRING,
                all,
                Expr.Call.of(
                        Function.ADD,
                        Expr.Call.of(Function.CHAR_LENGTH, separator),
                        Literals.of(1L)));
    }

    private static Expr matching(Function function, List<Expr> operands) {
        String flags = operands.size() > 2 ? constant(operands.get(2), "the flags") : "";
        String pattern = pattern(operands.get(1), flags, "ci");
        return Expr.Call.of(function, text(operands.getFirst()), Literals.of(pattern));
    }

    private static Expr replaced(List<Expr> operands) {
        String flags = operands.size() > 3 ? constant(operands.get(3), "the flags") : "";
        String pattern = pattern(operands.get(1), flags, "cig");
        String replacement = constant(operands.get(2), "the replacement");
        boolean isGlobal = flags.indexOf('g') >= 0;
        try {
            (isGlobal ? TextPattern.of(pattern) : TextPattern.search(pattern))
                    .checkBackslashed(replacement);
        } catch (IllegalArgumentException e) {
            throw new TrawlException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
        return Expr.Call.of(
                isGlobal ? Function.REGEXP_REPLACE_ALL : Function.REGEXP_REPLACE,
                text(operands.getFirst()),
                Literals.of(pattern),
                Literals.of(replacement));
    }

    private static String pattern(Expr operand, String flags, String known) {
        for (int i = 0; i < flags.length(); i++) {
            if (known.indexOf(flags.charAt(i)) < 0) {
                throw Errors.notSupported(
                        "flag '%s' of a regular expression".formatted(flags.charAt(i)));
            }
        }
        String pattern = constant(operand, "the pattern");
        String whole =
                flags.toLowerCase(Locale.ROOT).indexOf('i') >= 0 ? "(?i)" + pattern : pattern;
        try {
            TextPattern.search(whole);
        } catch (IllegalArgumentException e) {
            throw new TrawlException(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
        }
        return whole;
    }

    private static String constant(Expr operand, String what) {
        if (operand instanceof Expr.Literal(Object value, _) && value instanceof String text) {
            return text;
        }
        throw Errors.notSupported(
                "a regular expression of which %s is not a constant".formatted(what));
    }
}
