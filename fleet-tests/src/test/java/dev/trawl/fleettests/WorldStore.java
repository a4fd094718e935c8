package dev.trawl.fleettests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Puts both worlds into the fleet: tables in a database, one of them so large that it is read by
/// several connections in one world and by one in the other, files of Parquet and of JSON lines;
/// and declares them with the policies of their readers. What an earlier world left is replaced.
final class WorldStore {
    private static final String RESOURCES = "interference/resources.yaml";
    private static final int FILES = 2;

    /// The second world has a hidden column and a hidden table of which there is nothing in the
    /// first.
    private static final String EXTRA_COLUMN =
            "- { name: extra, type: varchar, tags: [pii.other] }";

    private static final String EXTRA_TABLE =
            """
            ---
            kind: Dataset
            name: ghost_${mark}
            spec:
              source: shop
              schema: ${mark}
              table: vault_ghost
              columns:
                - { name: id, type: bigint }
            """;

    private final FleetUnderTest fleet;
    private final UnaryOperator<String> fault;
    private boolean isPrepared;

    /// @param fault changes what is declared
    WorldStore(FleetUnderTest fleet, UnaryOperator<String> fault) {
        this.fleet = fleet;
        this.fault = fault;
    }

    void enter(HiddenWorld world) throws SQLException, IOException {
        StringBuilder declared = new StringBuilder();
        for (Side side : Side.values()) {
            try (Connection connection = fleet.connect();
                    Statement statement = connection.createStatement()) {
                prepare(statement, side);
                fill(statement, world, side);
            }
            writeNotes(world, side);
            writeEvents(world, side);
            declared.append("---\n").append(datasets(world, side));
            declared.append("---\n").append(VaultPolicies.of(side, world.seed()));
        }
        isPrepared = true;
        fleet.apply(fault.apply(declared.toString()));
    }

    /// Large tables stay: 2,100 pages in one world and 1,100 in the other, all of hidden rows.
    private void prepare(Statement statement, Side side) throws SQLException {
        if (isPrepared) {
            return;
        }
        for (String sql :
                List.of(
                        "DROP SCHEMA IF EXISTS ${mark} CASCADE",
                        "CREATE SCHEMA ${mark}",
                        "CREATE TABLE ${mark}.vault (id bigint, team text, email text, name text,"
                                + " salary numeric(10,2), age integer, joined date, hidden text)",
                        "CREATE TABLE ${mark}.vault_closed (id bigint)",
                        "CREATE TABLE ${mark}.vault_ghost (id bigint)",
                        "ALTER TABLE ${mark}.vault ADD extra text",
                        "CREATE TABLE ${mark}.vault_large"
                                + " (id bigint, team text, amount bigint, ballast text)",
                        "ALTER TABLE ${mark}.vault_large ALTER ballast SET STORAGE PLAIN",
                        "INSERT INTO ${mark}.vault_large SELECT i, 'blue', 0, repeat('x', 7000)"
                                + " FROM generate_series(1, "
                                + (side == Side.FIRST ? 2_100 : 1_100)
                                + ") i",
                        "GRANT USAGE ON SCHEMA ${mark} TO PUBLIC",
                        "GRANT SELECT ON ALL TABLES IN SCHEMA ${mark} TO PUBLIC")) {
            statement.execute(sql.replace("${mark}", side.mark()));
        }
    }

    private static void fill(Statement statement, HiddenWorld world, Side side)
            throws SQLException {
        statement.execute("TRUNCATE %s.vault, %s.vault_closed".formatted(side.mark(), side.mark()));
        statement.execute(
                "DELETE FROM %s.vault_large WHERE ballast IS NULL".formatted(side.mark()));
        for (String table : List.of(HiddenWorld.PEOPLE, HiddenWorld.CLOSED, HiddenWorld.LARGE)) {
            List<String> rows = rows(world, table, side);
            if (!rows.isEmpty()) {
                statement.execute(
                        "INSERT INTO %s.%s VALUES %s"
                                .formatted(side.mark(), table, String.join(", ", rows)));
            }
        }
    }

    private static List<String> rows(HiddenWorld world, String table, Side side) {
        return world.tables().entrySet().stream()
                .filter(e -> e.getKey().equals(table))
                .flatMap(e -> e.getValue().of(side).stream())
                .toList();
    }

    private void writeNotes(HiddenWorld world, Side side) throws SQLException, IOException {
        Path folder = Files.createDirectories(fleet.scratch());
        int number = 0;
        for (List<String> part : parts(rows(world, HiddenWorld.NOTES, side))) {
            Path file = folder.resolve("notes-" + side.mark() + "-" + number + ".parquet");
            try (Oracle writer = Oracle.open()) {
                writer.writeParquet(
                        """
                        SELECT id::bigint AS id, owner::varchar AS owner, score::integer AS score,
                               note::varchar AS note, amount::decimal(12,2) AS amount
                        FROM (VALUES %s) AS notes(id, owner, score, note, amount)\
                        WHERE id IS NOT NULL
                        """
                                .formatted(
                                        part.isEmpty()
                                                ? "(NULL, NULL, NULL, NULL, NULL)"
                                                : String.join(", ", part)),
                        file);
            }
            put(side, "notes/notes-%d.parquet".formatted(number++), Files.readAllBytes(file));
        }
    }

    private void writeEvents(HiddenWorld world, Side side) {
        int number = 0;
        for (List<String> part : parts(rows(world, HiddenWorld.EVENTS, side))) {
            String lines = String.join("\n", part);
            put(
                    side,
                    "events/events-%d.jsonl".formatted(number++),
                    lines.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void put(Side side, String name, byte[] content) {
        fleet.buckets().put(Buckets.LAKE, "vault-" + side.mark() + "/" + name, content);
    }

    private static List<List<String>> parts(List<String> rows) {
        List<List<String>> parts = new ArrayList<>();
        int share = rows.size() / FILES;
        for (int i = 0; i < FILES; i++) {
            parts.add(rows.subList(i * share, i == FILES - 1 ? rows.size() : (i + 1) * share));
        }
        return parts;
    }

    private static String datasets(HiddenWorld world, Side side) {
        String text =
                TestResources.read(RESOURCES)
                        .replace("${extra}", side == Side.FIRST ? "" : EXTRA_COLUMN)
                        .concat(side == Side.FIRST ? "" : EXTRA_TABLE)
                        .replace("${mark}", side.mark());
        for (String table : world.tables().keySet()) {
            text =
                    text.replace(
                            "${" + table + "}", "" + world.rowCounts(side).getOrDefault(table, 0));
        }
        return text;
    }
}
