package dev.trawl.fleettests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/// Two tables, in a database and in files, that a regional reader sees alike whatever the seed:
/// seeds differ in rows that filters hide, in values under masks, in a hidden column, and so in the
/// statistics that the catalog has of them.
final class HiddenWorld {
    private static final String RESOURCES = "interference/resources.yaml";
    private static final long VISIBLE_SEED = 42;
    private static final int VISIBLE_ROWS = 40;
    private static final int HIDDEN_ROWS_MAX = 300;

    private final FleetUnderTest fleet;
    private final Random hidden;
    private final Random visible = new Random(VISIBLE_SEED);

    private HiddenWorld(FleetUnderTest fleet, long seed) {
        this.fleet = fleet;
        this.hidden = new Random(seed);
    }

    /// Replaces what an earlier world left.
    ///
    /// @param fault changes what is declared
    static void enter(FleetUnderTest fleet, long seed, UnaryOperator<String> fault)
            throws SQLException, IOException {
        new HiddenWorld(fleet, seed).enter(fault);
    }

    private void enter(UnaryOperator<String> fault) throws SQLException, IOException {
        List<String> vault = rows(this::visiblePerson, this::hiddenPerson);
        List<String> notes = rows(this::visibleNote, this::hiddenNote);
        fleet.sql(
                "DROP TABLE IF EXISTS vault, vault_closed",
                """
                CREATE TABLE vault (id bigint, team text, email text, name text,
                    salary numeric(10,2), age integer, joined date, hidden text)\
                """,
                "INSERT INTO vault VALUES " + String.join(", ", vault),
                "CREATE TABLE vault_closed AS SELECT generate_series(1, %d)::bigint AS id"
                        .formatted(1 + hidden.nextInt(50)));
        writeNotes(notes);
        fleet.apply(
                fault.apply(TestResources.read(RESOURCES))
                        .replace("${vaultRows}", "" + vault.size())
                        .replace("${notesRows}", "" + notes.size()));
    }

    private interface RowMaker {
        String row(int number);
    }

    /// Some hidden rows between the visible ones.
    private List<String> rows(RowMaker seen, RowMaker unseen) {
        int crowd = 1 + hidden.nextInt(HIDDEN_ROWS_MAX / VISIBLE_ROWS);
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < VISIBLE_ROWS; i++) {
            rows.add(seen.row(i));
            for (int n = hidden.nextInt(crowd); n > 0; n--) {
                rows.add(unseen.row(hidden.nextInt()));
            }
        }
        return rows;
    }

    /// A name shows its first letter and its length, a salary nothing.
    private String visiblePerson(int i) {
        return "(%d, 'red', %s, 'K%s', %d.%02d, %s, date '2020-01-01' + %d, '%s')"
                .formatted(
                        i,
                        i % 7 == 0 ? "NULL" : "'user%d@x.org'".formatted(visible.nextInt(12)),
                        letters(3),
                        hidden.nextInt(99_999_999),
                        hidden.nextInt(100),
                        i % 9 == 0 ? "NULL" : "" + (visible.nextInt(60) + 1),
                        visible.nextInt(900),
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
    private String hiddenPerson(int i) {
        List<String> ages = List.of("0", "2147483647", "-2147483648", "-1", "NULL");
        List<String> teams = List.of("'Red'", "'red '", "'blue'", "''", "NULL");
        return "(%d, %s, %s, '%s', 99999999.99, %s, date '0001-01-01', 'x')"
                .formatted(
                        i,
                        teams.get(hidden.nextInt(teams.size())),
                        hidden.nextBoolean() ? "'12'" : "'user1@x.org'",
                        letters(hidden.nextInt(9)),
                        ages.get(hidden.nextInt(ages.size())));
    }

    private String visibleNote(int i) {
        return "(%d, %s, %d, '%s', %s)"
                .formatted(
                        i % 30,
                        i % 8 == 0 ? "NULL" : "'user%d@x.org'".formatted(visible.nextInt(12)),
                        11 + visible.nextInt(500),
                        letters(1 + hidden.nextInt(20)),
                        i % 6 == 0 ? "NULL" : visible.nextInt(10_000) + ".25");
    }

    private String hiddenNote(int i) {
        return "(%d, 'user%d@x.org', %s, '%s', 9999999999.99)"
                .formatted(
                        i,
                        hidden.nextInt(20),
                        hidden.nextInt(5) == 0 ? "NULL" : "" + -hidden.nextInt(1_000_000),
                        letters(hidden.nextInt(200)));
    }

    private void writeNotes(List<String> rows) throws SQLException, IOException {
        Files.createDirectories(fleet.scratch());
        Path file = fleet.scratch().resolve("vault-notes.parquet");
        try (Oracle writer = Oracle.open()) {
            writer.writeParquet(
                    """
                    SELECT id::bigint AS id, owner::varchar AS owner, score::integer AS score,
                           note::varchar AS note, amount::decimal(12,2) AS amount
                    FROM (VALUES %s) AS notes(id, owner, score, note, amount)\
                    """
                            .formatted(String.join(", ", rows)),
                    file);
        }
        fleet.buckets().put(Buckets.LAKE, "vault-notes/notes.parquet", Files.readAllBytes(file));
    }
}
