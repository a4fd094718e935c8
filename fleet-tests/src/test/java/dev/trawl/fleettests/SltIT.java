package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.plan.TypeParser;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.sql.Dialect;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.slt.SltEngine;
import dev.trawl.testkit.slt.SltFile;
import dev.trawl.testkit.slt.SltRecord;
import dev.trawl.testkit.slt.SltRunner;
import dev.trawl.testkit.slt.SltTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// The `.slt` files of the test kit over HTTP. Wherever the tables are, the rows are the same: each
/// of three principals sees every table once, in the database, in files, or by turns in both.
@ExtendWith(FleetExtension.class)
@Timeout(60)
class SltIT {
    private static final List<String> PLACEMENTS = List.of("pia", "leo", "mix");

    /// Files whose records run in every placement; records of others run in one, by turns.
    private static final String EVERYWHERE = "(joins|subqueries|set-|aggregates|text-order).*";

    @BeforeAll
    static void place(FleetUnderTest fleet) throws IOException, SQLException {
        fleet.sql("CREATE SCHEMA slt", "SET search_path = slt");
        List<String> statements = new ArrayList<>(List.of("SET search_path = slt"));
        statements.addAll(SltTables.script(Dialect.POSTGRESQL));
        fleet.sql(statements.toArray(String[]::new));
        try (Oracle oracle = Oracle.open()) {
            for (String statement : SltTables.script(Dialect.DUCKDB)) {
                oracle.execute(statement);
            }
            for (TableData table : SltTables.all()) {
                Path file = fleet.scratch().resolve("slt-" + table.name() + ".parquet");
                oracle.writeParquet("FROM \"" + table.name() + "\"", file);
                fleet.buckets()
                        .put(
                                Buckets.LAKE,
                                "slt/%s/data.parquet".formatted(table.name()),
                                Files.readAllBytes(file));
            }
        }
        fleet.apply(datasets(), policies());
    }

    @TestFactory
    Stream<DynamicNode> everyPlacementGivesTheSameRows(FleetUnderTest fleet) {
        return PLACEMENTS.stream()
                .map(who -> {
                    List<SltFile> files = files(who);
                    List<String> queries =
                            files.stream()
                                    .flatMap(file -> file.records().stream())
                                    .map(record -> record.sql())
                                    .toList();
                    return DynamicContainer.dynamicContainer(
                            who,
                            SltRunner.tests(
                                    files, engine(Prefetched.of(queries, fleet.as(who)::query))));
                });
    }

    private static List<SltFile> files(String who) {
        return SltFile.names().stream()
                .filter(name -> !who.equals("mix") || name.matches("(joins|subqueries).*"))
                .map(name -> name.matches(EVERYWHERE) ? SltFile.load(name) : half(name, who))
                .toList();
    }

    private static SltFile half(String name, String who) {
        SltFile file = SltFile.load(name);
        int first = PLACEMENTS.indexOf(who);
        List<SltRecord> records =
                IntStream.range(0, file.records().size())
                        .filter(i -> i % 2 == first)
                        .mapToObj(file.records()::get)
                        .toList();
        return new SltFile(file.name(), file.description(), records);
    }

    private static SltEngine engine(Prefetched<String, Answer> answers) {
        return sql -> {
            Answer answer = answers.take(sql);
            if (answer.status() != 200) {
                answer.refusedWith(answer.code());
                throw new TrawlException(
                        ErrorCode.valueOf(answer.code()), answer.json().path("detail").asText());
            }
            List<Type> types = new ArrayList<>();
            answer.json()
                    .path("columns")
                    .forEach(column -> types.add(TypeParser.parse(column.path("type").asText())));
            List<List<@Nullable String>> rows = new ArrayList<>();
            answer.rows().forEach(row -> rows.add(texts(row)));
            return new SltEngine.Answer(types, rows);
        };
    }

    private static List<@Nullable String> texts(JsonNode row) {
        List<@Nullable String> texts = new ArrayList<>();
        row.forEach(value -> texts.add(value.isNull() ? null : value.asText()));
        return texts;
    }

    private static String datasets() {
        return SltTables.all().stream()
                .flatMap(table -> Stream.of("shop", "lake").map(source -> dataset(table, source)))
                .collect(Collectors.joining("---\n"));
    }

    private static String dataset(TableData table, String source) {
        String columns =
                table.fields().stream().map(SltIT::column).collect(Collectors.joining("\n"));
        String mapping =
                source.equals("lake")
                        ? "prefix: slt/%s/, format: parquet".formatted(table.name())
                        : "";
        return """
        kind: Dataset
        name: slt_%1$s_%2$s
        spec:
          source: %1$s
          schema: slt
          table: %2$s
          rowCount: %3$d
          mapping: { %4$s }
          columns:
        %5$s
        """
                .formatted(source, table.name(), table.rows().size(), mapping, columns);
    }

    private static String column(Field field) {
        return "    - { name: %s, type: \"%s\" }".formatted(field.name(), field.type().text());
    }

    private static String policies() {
        Set<String> mixed = new TreeSet<>();
        for (TableData table : SltTables.all()) {
            mixed.add((mixed.size() % 2 == 0 ? "shop" : "lake") + ".slt." + table.name());
        }
        return Stream.of(
                        policy("slt_shop", "shop.slt.*"),
                        policy("slt_lake", "lake.slt.*"),
                        policy("slt_mixed", String.join("\", \"", mixed)))
                .collect(Collectors.joining("---\n"));
    }

    private static String policy(String group, String tables) {
        return """
        kind: Policy
        name: %1$s
        spec:
          rules:
            - actions: [read, describe]
              resources: ["%2$s"]
              subjects: { groups: [%1$s] }
        """
                .formatted(group, tables);
    }
}
