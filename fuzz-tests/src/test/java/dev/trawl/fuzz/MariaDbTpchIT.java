package dev.trawl.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.MariaDbServer;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.slt.SltEngine;
import io.trino.tpch.TpchTable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The queries of TPC-H over tables in MariaDB, through query and source function, as DuckDB
/// answers them.
@EnabledIf("isInstalled")
class MariaDbTpchIT {
    private static final Setting SETTING = new Setting(Map.of(), "full", null);
    private static final double TOLERANCE = 1e-9;
    private static final Logger LOGS = Logger.getLogger("");

    private static MariaDbTables maria;
    private static DuckDbTables duck;
    private static Sources sources;
    private static ProcessFleet fleet;

    static boolean isInstalled() {
        return MariaDbServer.isInstalled();
    }

    static Stream<String> queries() {
        return IntStream.rangeClosed(1, 22).mapToObj("q%02d"::formatted);
    }

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        LOGS.setLevel(Level.WARNING);
        maria = MariaDbTables.open();
        duck = DuckDbTables.open();
        sources = new Sources();
        Map<TableName, CatalogTable> tables = new HashMap<>();
        for (TpchTable<?> table : TpchTable.getTables()) {
            Path file = folder.resolve(table.getTableName());
            long rows = TpchTables.write(table, file);
            TpchTables.fillDuck(duck, table, file);
            TpchTables.fillMaria(maria, table, file);
            CatalogTable placed = placed(table, rows);
            tables.put(placed.name(), placed);
        }
        CatalogSource source =
                new CatalogSource(Place.MARIA.source(), Place.MARIA.kind(), Place.MARIA.function());
        fleet =
                new ProcessFleet(
                        new CatalogSnapshot(
                                "tpch", Map.of(source.name(), source), tables, Map.of()),
                        sources);
    }

    @AfterAll
    static void close() {
        fleet.close();
        sources.close();
        maria.execute("DROP DATABASE " + maria.database());
        maria.close();
        duck.close();
    }

    private static CatalogTable placed(TpchTable<?> table, long rows) {
        List<Field> columns = TpchTables.columns(table);
        return new CatalogTable(
                new TableName(Place.MARIA.source(), "tpch", table.getTableName()),
                table.getTableName(),
                Set.of(),
                "",
                "",
                columns.stream()
                        .map(c -> new CatalogColumn(c.name(), c.type(), Set.of(), true, ""))
                        .toList(),
                MariaDbMapping.of(maria, table.getTableName(), columns),
                rows);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void answerIsTheOracles(String query) throws IOException, SQLException {
        String sql = sql(query);
        List<List<@Nullable String>> expected = duck.texts(sql);
        assertThat(expected).as("a query without rows tests nothing").isNotEmpty();
        SltEngine.Answer answer = fleet.answer(sql, SETTING);
        assertThat(answer.rows()).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
            for (int i = 0; i < answer.types().size(); i++) {
                check(
                        "row %d, column %d".formatted(row, i),
                        answer.types().get(i),
                        answer.rows().get(row).get(i),
                        expected.get(row).get(i));
            }
        }
    }

    /// A decimal that the oracle has as a floating number is rounded to its scale.
    private static void check(
            String place, Type type, @Nullable String actual, @Nullable String expected) {
        if (actual == null || expected == null) {
            assertThat(actual).as(place).isEqualTo(expected);
        } else if (type instanceof Type.Decimal d) {
            assertThat(new BigDecimal(actual))
                    .as(place)
                    .isEqualByComparingTo(
                            new BigDecimal(expected).setScale(d.scale(), RoundingMode.HALF_UP));
        } else if (type.isFloating()) {
            double wanted = Double.parseDouble(expected);
            assertThat(Math.abs(Double.parseDouble(actual) - wanted))
                    .as(place)
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1, Math.abs(wanted)));
        } else {
            assertThat(actual).as(place).isEqualTo(expected);
        }
    }

    private static String sql(String query) throws IOException {
        try (InputStream in =
                MariaDbTpchIT.class.getResourceAsStream("/tpch/%s.sql".formatted(query))) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
