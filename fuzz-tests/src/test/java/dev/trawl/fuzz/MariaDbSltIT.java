package dev.trawl.fuzz;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.TableName;
import dev.trawl.testkit.MariaDbServer;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.PostgresTables;
import dev.trawl.testkit.SqlDatabase;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.slt.SltFile;
import dev.trawl.testkit.slt.SltRecord;
import dev.trawl.testkit.slt.SltRunner;
import dev.trawl.testkit.slt.SltTables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIf;

/// The `.slt` files over tables in MariaDB, through query and source function. Tables with values
/// that MariaDB does not hold are in PostgreSQL, so that some queries are about both. A file's
/// records run by turns, `-Dtrawl.slt.all` runs all of them.
@EnabledIf("isInstalled")
class MariaDbSltIT {
    private static final int TURNS = Boolean.getBoolean("trawl.slt.all") ? 1 : 4;
    private static final Logger LOGS = Logger.getLogger("");

    private static MariaDbTables maria;
    private static PostgresTables postgres;
    private static Sources sources;
    private static ProcessFleet fleet;

    static boolean isInstalled() {
        return MariaDbServer.isInstalled();
    }

    @BeforeAll
    static void place() {
        LOGS.setLevel(Level.WARNING);
        maria = MariaDbTables.open();
        postgres = PostgresTables.open();
        sources = new Sources();
        Map<TableName, CatalogTable> tables = new HashMap<>();
        for (TableData table : SltTables.all()) {
            CatalogTable placed = placed(table);
            tables.put(placed.name(), placed);
        }
        Map<String, CatalogSource> found = new HashMap<>();
        for (Place place : List.of(Place.MARIA, Place.PG)) {
            found.put(
                    place.source(),
                    new CatalogSource(place.source(), place.kind(), place.function()));
        }
        fleet = new ProcessFleet(new CatalogSnapshot("slt", found, tables, Map.of()), sources);
    }

    @AfterAll
    static void close() {
        fleet.close();
        sources.close();
        maria.execute("DROP DATABASE " + maria.database());
        maria.close();
        postgres.execute("DROP SCHEMA %s CASCADE".formatted(postgres.schema()));
        postgres.close();
    }

    private static CatalogTable placed(TableData table) {
        boolean isHeld = table.rows().stream().allMatch(r -> r.stream().allMatch(maria::holds));
        Place place = isHeld ? Place.MARIA : Place.PG;
        SqlDatabase database = isHeld ? maria : postgres;
        database.create(table);
        return new CatalogTable(
                new TableName(place.source(), "slt", table.name()),
                table.name(),
                Set.of(),
                "",
                "",
                table.fields().stream()
                        .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                        .toList(),
                isHeld
                        ? MariaDbMapping.of(maria, table)
                        : Map.of("schema", postgres.schema(), "table", table.name()),
                -1);
    }

    @TestFactory
    Stream<DynamicContainer> recordsHoldInMariaDb() {
        Setting setting = new Setting(Map.of(), "full", null);
        return SltRunner.tests(
                SltFile.all().stream().map(MariaDbSltIT::some).toList(),
                sql -> fleet.answer(sql, setting));
    }

    private static SltFile some(SltFile file) {
        List<SltRecord> records = new ArrayList<>();
        for (int i = Math.floorMod(file.name().hashCode(), TURNS);
                i < file.records().size();
                i += TURNS) {
            records.add(file.records().get(i));
        }
        return new SltFile(file.name(), file.description(), records);
    }
}
