package dev.trawl.testkit.reference;

import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/// Values read from text, outer spaces dropped. Whatever is not of the form, or not in range,
/// cannot be cast.
///
/// | type | form |
/// |---|---|
/// | boolean | `true`, `false` in any case |
/// | integers | digits with an optional sign |
/// | decimals | digits, an optional point, an optional sign; rounded half away from zero |
/// | real, double | the same with an optional exponent; `NaN`, `Infinity`, `inf` in any case |
/// | date, time | `2024-02-29`, `23:59:59` with up to six digits after the seconds |
/// | timestamp | a date, or a date, a space or T, and a time |
/// | timestamp_tz | the same with an optional `Z`, `+hh` or `+hh:mm`, to 14 hours |
/// | uuid | 8-4-4-4-12 hexadecimal digits |
final class ReferenceTexts {
    private static final String NUMBER = "[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)";
    private static final Pattern DECIMAL = Pattern.compile(NUMBER);
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern FLOATING = Pattern.compile(NUMBER + "([eE][+-]?[0-9]{1,9})?");
    private static final Pattern TIME = Pattern.compile("\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
    private static final Pattern ZONE = Pattern.compile(".*(Z|[+-]\\d\\d(:\\d\\d)?)");
    private static final Pattern HEX =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int DATE_LENGTH = 10;
    private static final int OFFSET_MAX_SECONDS = 15 * 3600;

    private ReferenceTexts() {}

    static Object read(String text, Type type) {
        String trimmed = ReferenceText.withoutTrailing(ReferenceText.withoutLeading(text));
        if (type == Type.Simple.JSON) {
            throw new TrawlException(
                    ErrorCode.NOT_SUPPORTED, "cast from varchar to json is not supported");
        }
        try {
            return switch (type) {
                case Type.Decimal d ->
                        ReferenceNumbers.decimal(new BigDecimal(form(DECIMAL, trimmed)), d);
                case Type.Simple simple -> simple(trimmed, simple);
                case Type.Array _, Type.Mapping _, Type.Row _ ->
                        throw ReferenceNumbers.invalidCast();
            };
        } catch (TrawlException | DateTimeException e) {
            throw ReferenceNumbers.invalidCast();
        }
    }

    private static Object simple(String text, Type.Simple type) {
        return switch (type) {
            case BOOLEAN -> bool(text.toLowerCase(Locale.ROOT));
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                    ReferenceNumbers.integer(new BigInteger(form(INTEGER, text)), type);
            case REAL -> (float) floating(text, type);
            case DOUBLE -> floating(text, type);
            case DATE -> date(text);
            case TIME -> LocalTime.parse(form(TIME, text));
            case TIMESTAMP -> timestamp(text);
            case TIMESTAMP_TZ -> instant(text);
            case UUID -> UUID.fromString(form(HEX, text));
            case VARCHAR, VARBINARY, JSON -> throw ReferenceNumbers.invalidCast();
        };
    }

    private static String form(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw ReferenceNumbers.invalidCast();
        }
        return text;
    }

    private static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ReferenceNumbers.invalidCast();
        };
    }

    private static double floating(String text, Type.Simple type) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity", "+inf", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> {
                String form = form(FLOATING, text);
                yield ReferenceNumbers.finite(
                        type == Type.Simple.REAL
                                ? Float.parseFloat(form)
                                : Double.parseDouble(form));
            }
        };
    }

    private static LocalDate date(String text) {
        LocalDate date = LocalDate.parse(form(DATE, text));
        if (date.getYear() < 1) {
            throw ReferenceNumbers.invalidCast();
        }
        return date;
    }

    private static LocalDateTime timestamp(String text) {
        if (text.length() <= DATE_LENGTH) {
            return date(text).atStartOfDay();
        }
        char separator = text.charAt(DATE_LENGTH);
        if (separator != ' ' && separator != 'T') {
            throw ReferenceNumbers.invalidCast();
        }
        return date(text.substring(0, DATE_LENGTH))
                .atTime(LocalTime.parse(form(TIME, text.substring(DATE_LENGTH + 1))));
    }

    private static Object instant(String text) {
        int zone = zoneStart(text);
        ZoneOffset offset =
                zone == text.length() ? ZoneOffset.UTC : ZoneOffset.of(text.substring(zone));
        OffsetDateTime time =
                timestamp(text.substring(0, zone))
                        .atOffset(offset)
                        .withOffsetSameInstant(ZoneOffset.UTC);
        boolean isFar = Math.abs(offset.getTotalSeconds()) >= OFFSET_MAX_SECONDS;
        if (isFar || time.getYear() < 1 || time.getYear() > 9999) {
            throw ReferenceNumbers.invalidCast();
        }
        return time.toInstant();
    }

    private static int zoneStart(String text) {
        if (text.length() <= DATE_LENGTH || !ZONE.matcher(text).matches()) {
            return text.length();
        }
        int at = text.endsWith("Z") ? text.length() - 1 : text.length();
        return at < text.length() ? at : Math.max(text.lastIndexOf('+'), text.lastIndexOf('-'));
    }
}
