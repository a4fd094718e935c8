package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/// TPC-H at a small scale: customer, orders, nation and region in PostgreSQL, lineitem (six files),
/// part, partsupp and supplier as Parquet, and all of it in the oracle.
final class TpchData {
    private static final double SCALE = 0.01;
    private static final int LINEITEM_FILES = 6;
    private static final String RESOURCES = "tpch/resources.yaml";

    private final FleetUnderTest fleet;
    private final Oracle oracle;
    private final Path folder;

    private TpchData(FleetUnderTest fleet, Oracle oracle) {
        this.fleet = fleet;
        this.oracle = oracle;
        this.folder = fleet.scratch().resolve("tpch");
    }

    static void load(FleetUnderTest fleet, Oracle oracle) throws IOException, SQLException {
        TpchData data = new TpchData(fleet, oracle);
        Files.createDirectories(data.folder);
        for (JsonNode resource : Json.documents(TestResources.read(RESOURCES))) {
            if (resource.path("kind").asText().equals("Dataset")) {
                data.load(resource.path("spec"));
            }
        }
        fleet.apply(TestResources.read(RESOURCES));
    }

    private void load(JsonNode spec) throws IOException, SQLException {
        String table = spec.path("table").asText();
        oracle.execute("CREATE TABLE %s (%s)".formatted(table, columns(spec)));
        Path lines = folder.resolve(table + ".tbl");
        generate(TpchTable.getTable(table), lines);
        oracle.execute("COPY %s FROM '%s' (DELIMITER '|', QUOTE '')".formatted(table, lines));
        if (spec.path("source").asText().equals("shop")) {
            fillPostgres(table, columns(spec));
        } else {
            writeParquet(table, table.equals("lineitem") ? LINEITEM_FILES : 1);
        }
    }

    private static String columns(JsonNode spec) {
        List<String> columns = new ArrayList<>();
        for (JsonNode column : spec.path("columns")) {
            columns.add(column.path("name").asText() + " " + column.path("type").asText());
        }
        return String.join(", ", columns);
    }

    private static <E extends TpchEntity> void generate(TpchTable<E> table, Path file)
            throws IOException {
        try (Writer lines = Files.newBufferedWriter(file)) {
            for (E row : table.createGenerator(SCALE, 1, 1)) {
                String line = row.toLine();
                lines.write(line, 0, line.endsWith("|") ? line.length() - 1 : line.length());
                lines.write('\n');
            }
        }
    }

    private void fillPostgres(String table, String columns) throws IOException, SQLException {
        Path csv = folder.resolve(table + ".csv");
        oracle.writeCsv("FROM " + table, csv);
        try (Connection connection = fleet.connect();
                Reader rows = Files.newBufferedReader(csv)) {
            connection.createStatement().execute("CREATE TABLE %s (%s)".formatted(table, columns));
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(
                            "COPY %s FROM STDIN (FORMAT csv, HEADER, NULL '\\N')".formatted(table),
                            rows);
        }
    }

    private void writeParquet(String table, int files) throws IOException, SQLException {
        for (int i = 0; i < files; i++) {
            Path file = folder.resolve(table + "-" + i + ".parquet");
            String some = files == 1 ? "" : " WHERE l_orderkey %% %d = %d".formatted(files, i);
            oracle.writeParquet("SELECT * FROM " + table + some, file);
            fleet.buckets()
                    .put(
                            Buckets.LAKE,
                            "tpch/%s/part-%d.parquet".formatted(table, i),
                            Files.readAllBytes(file));
        }
    }
}
