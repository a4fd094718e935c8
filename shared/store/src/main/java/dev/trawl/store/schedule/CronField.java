package dev.trawl.store.schedule;

import dev.trawl.protocol.TrawlException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;

/// One field of a cron expression: its name, its bounds, and names that stand for numbers.
record CronField(String name, int min, int max, List<String> names) {

    static final CronField MINUTES = new CronField("minutes", 0, 59, List.of());
    static final CronField HOURS = new CronField("hours", 0, 23, List.of());
    static final CronField DAYS = new CronField("day-of-month", 1, 31, List.of());
    static final CronField MONTHS =
            new CronField(
                    "month",
                    1,
                    12,
                    List.of(
                            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT",
                            "NOV", "DEC"));
    static final CronField WEEKDAYS =
            new CronField(
                    "day-of-week", 1, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));
    static final CronField YEARS = new CronField("year", 1970, 2199, List.of());

    CronField {
        names = List.copyOf(names);
    }

    /// The values that a list of `*`, `a`, `a-b`, each perhaps with `/step`, stands for.
    NavigableSet<Integer> parse(String text) {
        NavigableSet<Integer> values = new TreeSet<>();
        for (String item : text.split(",", -1)) {
            String[] parts = item.split("/", -1);
            if (parts.length > 2) {
                throw invalid(text);
            }
            int step = parts.length == 2 ? number(parts[1], 1, max) : 1;
            String[] bounds = parts[0].split("-", -1);
            if (bounds.length > 2) {
                throw invalid(text);
            }
            boolean all = parts[0].equals("*");
            int from = all ? min : value(bounds[0]);
            int to = bounds.length == 2 ? value(bounds[1]) : all || parts.length == 2 ? max : from;
            if (from > to) {
                throw invalid(text);
            }
            for (int value = from; value <= to; value += step) {
                values.add(value);
            }
        }
        return Collections.unmodifiableNavigableSet(values);
    }

    /// One value, as a number or by its name.
    int value(String text) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        return named >= 0 ? named + min : number(text, min, max);
    }

    /// A number from `least` to `most`.
    int number(String text, int least, int most) {
        if (!text.matches("\\d{1,4}")) {
            throw invalid(text);
        }
        int number = Integer.parseInt(text);
        if (number < least || number > most) {
            throw invalid(text);
        }
        return number;
    }

    TrawlException invalid(String text) {
        return InvalidSchedule.of(
                "'"
                        + text
                        + "' is no valid "
                        + name
                        + ", which is from "
                        + min
                        + " to "
                        + max
                        + ".");
    }
}
