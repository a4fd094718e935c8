package dev.trawl.plan;

import static dev.trawl.plan.Type.Simple.BIGINT;
import static dev.trawl.plan.Type.Simple.BOOLEAN;
import static dev.trawl.plan.Type.Simple.DATE;
import static dev.trawl.plan.Type.Simple.DOUBLE;
import static dev.trawl.plan.Type.Simple.VARCHAR;

import java.util.List;
import java.util.Locale;

/// The closed list of scalar functions. What is not here does not exist.
///
/// A function of NULL is NULL, except {@link #AND}, {@link #OR}, {@link #IS_NULL}, {@link
/// #IS_NOT_NULL}, {@link #IS_TRUE}, {@link #IS_FALSE}, {@link #IS_DISTINCT_FROM}, {@link
/// #IS_NOT_DISTINCT_FROM}, {@link #COALESCE} and {@link #ONLY_VALUE}; {@link #REGEXP_SUBSTR} is
/// also NULL without a match. Operands of one call have one type (decimals of different digits may
/// meet): the planner writes the casts. Integer overflow, decimal overflow, division by zero and
/// results that are not finite where the operands were are errors.
public enum Function {
    /// Comparison; NaN equals NaN and is greater than every number; -0.0 equals 0.0.
    EQ(Signatures::comparison),
    NE(Signatures::comparison),
    LT(Signatures::comparison),
    LE(Signatures::comparison),
    GT(Signatures::comparison),
    GE(Signatures::comparison),
    IS_DISTINCT_FROM(Signatures::comparison),
    IS_NOT_DISTINCT_FROM(Signatures::comparison),

    /// Two or more booleans, three-valued.
    AND(Signatures::connective),
    OR(Signatures::connective),
    NOT(a -> Signatures.unary(a, BOOLEAN, BOOLEAN)),
    IS_NULL(Signatures::anyToBoolean),
    IS_NOT_NULL(Signatures::anyToBoolean),
    /// True for true only, false for NULL.
    IS_TRUE(a -> Signatures.unary(a, BOOLEAN, BOOLEAN)),
    IS_FALSE(a -> Signatures.unary(a, BOOLEAN, BOOLEAN)),
    /// The first argument that is not NULL; later ones are not evaluated.
    COALESCE(Signatures::same),
    /// The first argument, where the second, a number of rows, is not above 1; else the query
    /// fails: a scalar subquery gave several rows.
    ONLY_VALUE(Signatures::onlyValue),

    ADD(a -> Signatures.arithmetic(a, Decimals::add)),
    SUBTRACT(a -> Signatures.arithmetic(a, Decimals::add)),
    MULTIPLY(a -> Signatures.arithmetic(a, Decimals::multiply)),
    /// Integers truncate toward zero.
    DIVIDE(a -> Signatures.arithmetic(a, Decimals::divide)),
    /// The sign of the dividend.
    MODULO(a -> Signatures.exactArithmetic(a, Decimals::modulo)),
    NEGATE(Signatures::sameNumber),
    ABS(Signatures::sameNumber),
    /// Integers stay; a decimal becomes one of scale 0 with one digit more.
    CEIL(Signatures::whole),
    FLOOR(Signatures::whole),
    /// Half away from zero; for decimals and doubles to a constant number of digits 0 to 38 after
    /// the point.
    ROUND(Signatures::round),
    SQRT(a -> Signatures.unary(a, DOUBLE, DOUBLE)),
    LN(a -> Signatures.unary(a, DOUBLE, DOUBLE)),
    EXP(a -> Signatures.unary(a, DOUBLE, DOUBLE)),
    POWER(a -> Signatures.fixed(a, DOUBLE, DOUBLE, DOUBLE)),
    LOG10(a -> Signatures.unary(a, DOUBLE, DOUBLE)),

    /// NULL if any argument is NULL.
    CONCAT(a -> Signatures.atLeastTwo(a, VARCHAR)),
    /// Simple mapping of Unicode 15, code point by code point.
    UPPER(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    LOWER(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    /// Removes U+0020 from both ends.
    TRIM(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    LTRIM(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    RTRIM(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    /// In code points.
    CHAR_LENGTH(a -> Signatures.unary(a, VARCHAR, BIGINT)),
    /// Text, start (from 1; what lies before 1 counts), optional length; a negative length is an
    /// error.
    SUBSTRING(Signatures::substring),
    /// Position of the first argument in the second from 1, or 0; the empty text is at 1.
    POSITION(a -> Signatures.fixed(a, BIGINT, VARCHAR, VARCHAR)),
    /// Every occurrence of the second argument by the third; an empty second argument changes
    /// nothing.
    REPLACE(a -> Signatures.fixed(a, VARCHAR, VARCHAR, VARCHAR, VARCHAR)),
    STARTS_WITH(a -> Signatures.fixed(a, BOOLEAN, VARCHAR, VARCHAR)),
    ENDS_WITH(a -> Signatures.fixed(a, BOOLEAN, VARCHAR, VARCHAR)),
    /// Text, pattern and optionally a constant escape character; without one there is none.
    LIKE(Signatures::like),
    /// The code points from last to first.
    REVERSE(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    /// Words, which are letters and digits, with their first code point in upper case and the
    /// others in lower case.
    INITCAP(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    /// The text so many times; none for less than 1. More than {@link #TEXT_MAX} code points are an
    /// error.
    REPEAT(a -> Signatures.fixed(a, VARCHAR, VARCHAR, BIGINT)),
    /// Text, length in code points (at most {@link #TEXT_MAX}), what fills it on the left; a longer
    /// text is cut at its end. Nothing fills with the empty text.
    LPAD(a -> Signatures.fixed(a, VARCHAR, VARCHAR, BIGINT, VARCHAR)),
    RPAD(a -> Signatures.fixed(a, VARCHAR, VARCHAR, BIGINT, VARCHAR)),
    /// Text, separator, and which part: from 1, or from -1 at the end; 0 is an error, and what is
    /// not there is empty. The empty text separates nothing.
    SPLIT_PART(a -> Signatures.fixed(a, VARCHAR, VARCHAR, VARCHAR, BIGINT)),
    /// Code points of the second argument by those at their places in the third, or by nothing.
    TRANSLATE(a -> Signatures.fixed(a, VARCHAR, VARCHAR, VARCHAR, VARCHAR)),
    /// The first code point; 0 of the empty text.
    ASCII(a -> Signatures.unary(a, VARCHAR, BIGINT)),
    /// The text of one code point; 0, surrogates and what is above U+10FFFF are errors.
    CHR(a -> Signatures.unary(a, BIGINT, VARCHAR)),
    /// Lower hexadecimal digits of the hash of the UTF-8 bytes.
    MD5(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    SHA256(a -> Signatures.unary(a, VARCHAR, VARCHAR)),
    /// Whether the text has a match of a constant pattern in RE2's syntax; a dot is any character.
    REGEXP_LIKE(a -> Signatures.pattern(a, 0, BOOLEAN)),
    /// The first match; NULL without one.
    REGEXP_SUBSTR(a -> Signatures.pattern(a, 0, VARCHAR)),
    /// Text, pattern, and a constant that the first match is replaced by: `\0` is the match, `\1`
    /// to `\9` its groups, `\\` a backslash.
    REGEXP_REPLACE(a -> Signatures.pattern(a, 1, VARCHAR)),
    /// The same for every match.
    REGEXP_REPLACE_ALL(a -> Signatures.pattern(a, 1, VARCHAR)),

    /// Fields of a date, timestamp or instant (in UTC), or of a time for hours and smaller.
    EXTRACT_YEAR(Signatures::extractFromDay),
    EXTRACT_QUARTER(Signatures::extractFromDay),
    EXTRACT_MONTH(Signatures::extractFromDay),
    /// ISO 8601 week of the year.
    EXTRACT_WEEK(Signatures::extractFromDay),
    EXTRACT_DAY(Signatures::extractFromDay),
    /// 0 is Sunday, 6 is Saturday.
    EXTRACT_DAY_OF_WEEK(Signatures::extractFromDay),
    EXTRACT_DAY_OF_YEAR(Signatures::extractFromDay),
    EXTRACT_HOUR(Signatures::extractFromTime),
    EXTRACT_MINUTE(Signatures::extractFromTime),
    /// Whole seconds of the minute.
    EXTRACT_SECOND(Signatures::extractFromTime),
    /// A constant unit (year, quarter, month, week, day, hour, minute, second, millisecond), then
    /// the value, whose type is kept; weeks begin on Monday.
    DATE_TRUNC(Signatures::dateTrunc),
    /// The day after so many days; a result outside the years 1 to 9999 is an error.
    ADD_DAYS(Signatures::addToPoint),
    /// The same day so many months later, or the month's last.
    ADD_MONTHS(Signatures::addToPoint),
    ADD_MICROSECONDS(Signatures::addToTimestamp),
    /// Days from the second date to the first.
    DAYS_BETWEEN(a -> Signatures.fixed(a, BIGINT, DATE, DATE)),
    /// From the second timestamp to the first.
    MICROSECONDS_BETWEEN(Signatures::betweenTimestamps);

    /// Code points that a function makes at most.
    public static final int TEXT_MAX = 1_000_000;

    /// Types of the arguments to type of the result.
    interface Signature {
        Type resultType(List<Expr> arguments);
    }

    private final Signature signature;

    Function(Signature signature) {
        this.signature = signature;
    }

    /// @throws IllegalArgumentException if there is no such call
    public Type resultType(List<Expr> arguments) {
        try {
            return signature.resultType(arguments);
        } catch (Signatures.NoMatchException e) {
            throw new IllegalArgumentException(
                    "there is no %s(%s)"
                            .formatted(
                                    text(),
                                    String.join(
                                            ", ",
                                            arguments.stream().map(a -> a.type().text()).toList())),
                    e);
        }
    }

    /// Name in messages and in text for people.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
