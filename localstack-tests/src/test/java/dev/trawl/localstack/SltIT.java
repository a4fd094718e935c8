package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.localstack.fleet.AirlineFleet;
import dev.trawl.localstack.fleet.Caller;
import dev.trawl.localstack.fleet.OnFleet;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// Of each `.slt` file the first record and one of its middle, through the deployed functions. All
/// records run in `fleet-tests`, against the same zips.
@OnFleet
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SltIT {
    private static final String SOURCE = "bookings";
    private static final String WHO = "marco";

    private final AirlineFleet fleet;

    SltIT(AirlineFleet fleet) {
        this.fleet = fleet;
    }

    @BeforeAll
    void place() throws SQLException {
        try (Connection connection = fleet.database();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA slt");
            statement.execute("SET search_path = slt");
            for (String each : SltTables.script(Dialect.POSTGRESQL)) {
                statement.execute(each);
            }
            statement.execute("GRANT USAGE ON SCHEMA slt TO PUBLIC");
            statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA slt TO PUBLIC");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        SltTables.all().forEach(table -> resources.add(dataset(table)));
        resources.add(policy());
        Caller.Answer applied = fleet.as("stella").send("POST", "/v1/apply", body.toString());
        assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
        // What functions keep of the catalog and of policies is seconds old.
        Caller.Answer seen =
                Await.until(
                        Duration.ofSeconds(30),
                        () -> fleet.as(WHO).query("select count(*) from staff", null),
                        answer -> answer.status() == 200);
        assertThat(seen.status()).as(seen.toString()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicContainer> deployedFunctionsGiveTheSameRows() {
        List<SltFile> files =
                SltFile.names().stream().map(SltFile::load).map(SltIT::sample).toList();
        return SltRunner.tests(files, this::answer);
    }

    private static SltFile sample(SltFile file) {
        Set<Integer> chosen = Set.of(0, Math.max(1, file.records().size() / 2));
        List<SltRecord> records =
                chosen.stream()
                        .sorted()
                        .filter(i -> i < file.records().size())
                        .map(file.records()::get)
                        .toList();
        return new SltFile(file.name(), file.description(), records);
    }

    private SltEngine.Answer answer(String sql) {
        Caller.Answer answer = fleet.as(WHO).query(sql, null);
        if (answer.status() != 200) {
            throw new TrawlException(
                    ErrorCode.valueOf(answer.json().path("code").asText()), answer.text());
        }
        List<Type> types = new ArrayList<>();
        answer.json()
                .path("columns")
                .forEach(column -> types.add(TypeParser.parse(column.path("type").asText())));
        List<List<@Nullable String>> rows = new ArrayList<>();
        answer.json().path("rows").forEach(row -> rows.add(texts(row)));
        return new SltEngine.Answer(types, rows);
    }

    private static List<@Nullable String> texts(JsonNode row) {
        List<@Nullable String> texts = new ArrayList<>();
        row.forEach(value -> texts.add(value.isNull() ? null : value.asText()));
        return texts;
    }

    private static ObjectNode dataset(TableData table) {
        ObjectNode dataset = JsonNodeFactory.instance.objectNode();
        dataset.put("kind", "Dataset").put("name", "slt_" + table.name());
        ObjectNode spec = dataset.putObject("spec");
        spec.put("source", SOURCE).put("schema", "slt").put("table", table.name());
        spec.put("rowCount", table.rows().size());
        ArrayNode columns = spec.putArray("columns");
        for (Field field : table.fields()) {
            columns.addObject().put("name", field.name()).put("type", field.type().text());
        }
        return dataset;
    }

    private static ObjectNode policy() {
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        policy.put("kind", "Policy").put("name", "slt");
        ObjectNode rule = policy.putObject("spec").putArray("rules").addObject();
        rule.putArray("actions").add("read").add("describe");
        rule.putArray("resources").add(SOURCE + ".slt.*");
        rule.putObject("subjects").putArray("groups").add("station_managers");
        return policy;
    }
}
