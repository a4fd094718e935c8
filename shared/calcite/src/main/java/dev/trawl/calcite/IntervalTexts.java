package dev.trawl.calcite;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// PostgreSQL's intervals, `interval '2 days'` or `'1 hour 30 minutes'`, as the standard's of one
/// unit.
final class IntervalTexts {
    private static final Pattern PART = Pattern.compile("([+-]?[0-9]+)\\s*([A-Za-z]+)");
    private static final long AMOUNT_MAX = 999_999_999;

    private IntervalTexts() {}

    /// The same length of time, no shorter as a text; the text itself where one unit cannot say it.
    ///
    /// @param units what stands in it
    static String standard(String text, String units) {
        String interval = standard(units);
        return interval.isEmpty()
                ? text
                : interval + " ".repeat(Math.max(0, text.length() - interval.length()));
    }

    private static String standard(String units) {
        Matcher part = PART.matcher(units);
        long months = 0;
        long seconds = 0;
        boolean hasMonths = false;
        boolean hasSeconds = false;
        int parts = 0;
        String single = "";
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            String unit = unit(part.group(2));
            long size = seconds(unit);
            hasMonths |= size == 0;
            hasSeconds |= size > 0;
            months += size > 0 ? 0 : amount * (unit.equals("year") ? 12 : 1);
            seconds += amount * size;
            single = "interval '%d' %s".formatted(amount, unit);
            parts++;
        }
        if (parts == 1) {
            return single;
        }
        long amount = hasMonths ? months : seconds;
        return hasMonths && hasSeconds || Math.abs(amount) > AMOUNT_MAX
                ? ""
                : "interval '%d' %s".formatted(amount, hasMonths ? "month" : "second");
    }

    private static String unit(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return switch (lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower) {
            case "mon" -> "month";
            case "min" -> "minute";
            case "sec" -> "second";
            case String unit -> unit;
        };
    }

    /// 0 for months and years, which differ in length.
    private static long seconds(String unit) {
        return switch (unit) {
            case "week" -> 604_800;
            case "day" -> 86_400;
            case "hour" -> 3_600;
            case "minute" -> 60;
            case "second" -> 1;
            default -> 0;
        };
    }
}
