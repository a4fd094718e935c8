package dev.trawl.fuzz;

import dev.trawl.calcite.PlanRequest;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.testkit.DuckDbTables;
import dev.trawl.testkit.MariaDbServer;
import dev.trawl.testkit.MariaDbTables;
import dev.trawl.testkit.PostgresTables;
import dev.trawl.testkit.SqlDatabase;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.fuzz.FuzzQuery;
import dev.trawl.testkit.fuzz.FuzzTables;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import dev.trawl.testkit.slt.SltEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The same tables in every place, and in databases that are asked the SQL itself. Closed by who
/// opened it.
final class World implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final int FILES = 3;

    private final List<TableData> tables;
    private final PostgresTables postgres = PostgresTables.open();
    private final PostgresTables binary = PostgresTables.openBinary();
    private final DuckDbTables duck = DuckDbTables.open();
    private final @Nullable MariaDbTables maria =
            MariaDbServer.isInstalled() ? MariaDbTables.open() : null;
    private final CatalogSnapshot catalog;
    private final KeptPlans plans = new KeptPlans();
    private final ProcessFleet fleet;

    World(List<TableData> tables, Sources sources) {
        this.tables = List.copyOf(tables);
        duck.execute("SET integer_division = true");
        duck.execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'");
        Map<TableName, CatalogTable> mapped = new HashMap<>();
        for (TableData table : tables) {
            postgres.create(table);
            duck.create(table);
            binary.create(table);
            add(
                    mapped,
                    Place.PG,
                    table,
                    Map.of("schema", postgres.schema(), "table", table.name()));
            if (maria != null && !table.name().equals(FuzzTables.WITH_NAN)) {
                maria.create(table);
                add(mapped, Place.MARIA, table, MariaDbMapping.of(maria, table));
            }
            add(mapped, Place.LAKE, table, files(table, sources));
        }
        Map<String, CatalogSource> found = new HashMap<>();
        for (Place place : Place.values()) {
            found.put(
                    place.source(),
                    new CatalogSource(place.source(), place.kind(), place.function()));
        }
        catalog = new CatalogSnapshot(postgres.schema(), found, mapped, Map.of());
        fleet = new ProcessFleet(catalog, sources, plans);
    }

    ProcessFleet fleet() {
        return fleet;
    }

    List<TableData> tables() {
        return tables;
    }

    private Map<String, String> files(TableData table, Sources sources) {
        String prefix = "%s/%s/".formatted(postgres.schema(), table.name());
        try {
            for (int i = 0; i < FILES; i++) {
                Path file = Files.createTempFile("fuzz", ".parquet");
                duck.execute(
                        "COPY (FROM \"%s\" WHERE id %% %d = %d) TO '%s' (FORMAT parquet)"
                                .formatted(table.name(), FILES, i, file));
                sources.files()
                        .put(
                                prefix + "%d.parquet".formatted(i),
                                Files.readAllBytes(file),
                                "application/octet-stream");
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("prefix", prefix, "format", "parquet");
    }

    private static void add(
            Map<TableName, CatalogTable> into,
            Place place,
            TableData table,
            Map<String, String> mapping) {
        TableName name = new TableName(place.source(), "w", table.name());
        into.put(
                name,
                new CatalogTable(
                        name,
                        table.name(),
                        Set.of(),
                        "",
                        "",
                        table.fields().stream()
                                .map(f -> new CatalogColumn(f.name(), f.type(), Set.of(), true, ""))
                                .toList(),
                        mapping,
                        -1));
    }

    /// What the plan of a query means.
    ///
    /// @throws dev.trawl.protocol.TrawlException why it has no answer
    SltEngine.Answer reference(String sql) {
        Map<TableName, List<Field>> fields = new HashMap<>();
        catalog.tables().forEach((name, t) -> fields.put(name, FuzzTables.FIELDS));
        Relation plan = plans.plan(new PlanRequest(sql, fields, Map.of(), Map.of(), NOW));
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : new ReferenceEvaluator(this::rows).rows(plan)) {
            List<@Nullable String> texts = new ArrayList<>();
            row.forEach(v -> texts.add(v == null ? null : Literals.toText(v)));
            rows.add(texts);
        }
        return new SltEngine.Answer(plan.fields().stream().map(Field::type).toList(), rows);
    }

    private List<List<@Nullable Object>> rows(Relation leaf) {
        Relation.Scan scan = (Relation.Scan) leaf;
        TableData table =
                tables.stream()
                        .filter(t -> t.name().equals(scan.table().table()))
                        .findFirst()
                        .orElseThrow();
        List<Integer> places = scan.fields().stream().map(table.fields()::indexOf).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> whole : table.rows()) {
            List<@Nullable Object> row = new ArrayList<>();
            places.forEach(p -> row.add(whole.get(p)));
            rows.add(row);
        }
        return rows;
    }

    /// What a database says to the text itself.
    List<List<@Nullable String>> asked(FuzzQuery.Oracle oracle, FuzzQuery query)
            throws SQLException {
        SqlDatabase database =
                switch (oracle) {
                    case POSTGRESQL -> binary;
                    case DUCKDB -> duck;
                };
        return database.texts(query.sql(Map.of()));
    }

    @Override
    public void close() {
        fleet.close();
        postgres.execute("DROP SCHEMA %s CASCADE".formatted(postgres.schema()));
        binary.execute("DROP SCHEMA %s CASCADE".formatted(binary.schema()));
        postgres.close();
        binary.close();
        duck.close();
        if (maria != null) {
            maria.execute("DROP DATABASE " + maria.database());
            maria.close();
        }
    }
}
