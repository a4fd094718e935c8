package dev.trawl.fleettests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Rows of tables that the readers of two worlds see alike, for worlds differ in rows that filters
/// hide, in values under masks, in a hidden column and a hidden table; and what the catalog says of
/// their sizes.
///
/// @param tables by name, see {@link WorldStore}
/// @param rowCounts that the catalog has in the first world, and in the second
/// @param seed of its policies
record HiddenWorld(
        Map<String, TwinRows> tables,
        Map<String, Integer> rowCounts,
        Map<String, Integer> otherRowCounts,
        long seed) {
    static final String PEOPLE = "vault";
    static final String NOTES = "vault_notes";
    static final String EVENTS = "vault_events";
    static final String LARGE = "vault_large";
    static final String CLOSED = "vault_closed";
    private static final int VISIBLE_ROWS = 40;
    private static final int HIDDEN_ROWS_MAX = 120;

    HiddenWorld {
        tables = Map.copyOf(tables);
        rowCounts = Map.copyOf(rowCounts);
        otherRowCounts = Map.copyOf(otherRowCounts);
    }

    static HiddenWorld of(long seed) {
        return new Maker(Asked.spread(seed)).world(seed);
    }

    Map<String, Integer> rowCounts(Side side) {
        return side == Side.FIRST ? rowCounts : otherRowCounts;
    }

    /// Worlds with fewer rows, large steps first.
    Stream<HiddenWorld> smaller() {
        return tables.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(e -> e.getValue().smaller().map(rows -> with(e.getKey(), rows)));
    }

    private HiddenWorld with(String table, TwinRows rows) {
        Map<String, TwinRows> replaced = new LinkedHashMap<>(tables);
        replaced.put(table, rows);
        return new HiddenWorld(replaced, rowCounts, otherRowCounts, seed);
    }

    int size() {
        return tables.values().stream().mapToInt(TwinRows::size).sum();
    }

    private static final class Maker {
        private static final List<Integer> COUNTS = List.of(0, 40, 900, 5_000, 400_000);

        private final Random visible;
        private final Random hidden;

        Maker(long seed) {
            this.visible = new Random(seed);
            this.hidden = new Random(~seed);
        }

        HiddenWorld world(long seed) {
            Map<String, TwinRows> tables = new LinkedHashMap<>();
            tables.put(PEOPLE, rows(this::visiblePerson, this::hiddenPerson));
            tables.put(NOTES, rows(this::visibleNote, this::hiddenNote));
            tables.put(EVENTS, rows(this::visibleEvent, this::hiddenEvent));
            tables.put(LARGE, rows(this::visibleOrder, this::hiddenOrder));
            tables.put(CLOSED, new TwinRows(List.of(), List.of(), closed(), closed()));
            return new HiddenWorld(tables, counts(tables), counts(tables), seed);
        }

        private Map<String, Integer> counts(Map<String, TwinRows> tables) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            tables.keySet().forEach(t -> counts.put(t, COUNTS.get(hidden.nextInt(COUNTS.size()))));
            return counts;
        }

        /// @param seen makes the visible half of a row, then twice what is under its masks
        private TwinRows rows(IntFunction<Supplier<String>> seen, Supplier<String> unseen) {
            List<String> shown = new ArrayList<>();
            List<String> alike = new ArrayList<>();
            for (int i = 0; i < VISIBLE_ROWS; i++) {
                Supplier<String> row = seen.apply(i);
                shown.add(row.get());
                alike.add(row.get());
            }
            return new TwinRows(shown, alike, some(unseen), some(unseen));
        }

        private List<String> some(Supplier<String> unseen) {
            return Stream.generate(unseen).limit(hidden.nextInt(HIDDEN_ROWS_MAX)).toList();
        }

        private List<String> closed() {
            return some(() -> "(" + hidden.nextInt() + ")");
        }

        /// A name shows its first letter and its length, a salary nothing.
        private Supplier<String> visiblePerson(int i) {
            String email = i % 7 == 0 ? "NULL" : "'user%d@x.org'".formatted(visible.nextInt(12));
            String age = i % 9 == 0 ? "NULL" : "" + (visible.nextInt(60) + 1);
            int days = visible.nextInt(900);
            return () ->
                    "(%d, 'red', %s, 'K%s', %d.%02d, %s, date '2020-01-01' + %d, '%s')"
                            .formatted(
                                    i,
                                    email,
                                    letters(3),
                                    hidden.nextInt(99_999_999),
                                    hidden.nextInt(100),
                                    age,
                                    days,
                                    letters(8));
        }

        private String letters(int count) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < count; i++) {
                text.append((char) ('a' + hidden.nextInt(26)));
            }
            return text.toString();
        }

        /// Zeros to divide by, ends of integers, texts that are no numbers.
        private String hiddenPerson() {
            List<String> ages = List.of("0", "2147483647", "-2147483648", "-1", "NULL");
            List<String> teams = List.of("'Red'", "'red '", "'blue'", "''", "NULL");
            return "(%d, %s, %s, '%s', 99999999.99, %s, date '0001-01-01', 'x')"
                    .formatted(
                            hidden.nextInt(),
                            teams.get(hidden.nextInt(teams.size())),
                            hidden.nextBoolean() ? "'12'" : "'user1@x.org'",
                            letters(hidden.nextInt(9)),
                            ages.get(hidden.nextInt(ages.size())));
        }

        private Supplier<String> visibleNote(int i) {
            String owner = i % 8 == 0 ? "NULL" : "'user%d@x.org'".formatted(visible.nextInt(12));
            int score = 11 + visible.nextInt(500);
            String amount = i % 6 == 0 ? "NULL" : visible.nextInt(10_000) + ".25";
            return () ->
                    "(%d, %s, %d, '%s', %s)"
                            .formatted(
                                    i % 30, owner, score, letters(1 + hidden.nextInt(20)), amount);
        }

        private String hiddenNote() {
            return "(%d, 'user%d@x.org', %s, '%s', 9999999999.99)"
                    .formatted(
                            hidden.nextInt(),
                            hidden.nextInt(20),
                            hidden.nextInt(5) == 0 ? "NULL" : "" + -hidden.nextInt(1_000_000),
                            letters(hidden.nextInt(200)));
        }

        private Supplier<String> visibleEvent(int i) {
            String kind = List.of("open", "shut").get(visible.nextInt(2));
            String amount = i % 5 == 0 ? "null" : "" + visible.nextInt(100);
            return () ->
                    "{\"id\": %d, \"kind\": \"%s\", \"detail\": \"%s\", \"amount\": %s}"
                            .formatted(i % 25, kind, letters(1 + hidden.nextInt(30)), amount);
        }

        private String hiddenEvent() {
            return "{\"id\": %d, \"kind\": %s, \"detail\": \"%s\", \"amount\": %s}"
                    .formatted(
                            hidden.nextLong(),
                            List.of("\"secret\"", "null", "\"Open\"").get(hidden.nextInt(3)),
                            letters(hidden.nextInt(100)),
                            List.of("0", "2147483647", "null").get(hidden.nextInt(3)));
        }

        private Supplier<String> visibleOrder(int i) {
            int amount = visible.nextInt(1_000) - 10;
            return () -> "(%d, 'red', %d)".formatted(i, amount);
        }

        private String hiddenOrder() {
            return "(%d, 'blue', %d)"
                    .formatted(hidden.nextInt(), hidden.nextBoolean() ? 0 : Long.MAX_VALUE);
        }
    }
}
