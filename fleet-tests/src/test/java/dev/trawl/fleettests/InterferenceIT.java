package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two worlds that differ only in what a reader may not see answer every query and every explain
/// alike: rows, types, figures, plans, errors and their words. Time and what is made of it is left
/// out.
///
/// Long runs: `-Dtrawl.fuzz.queries=20000`, from another place `-Dtrawl.fuzz.seed=7`.
@ExtendWith(FleetExtension.class)
@Timeout(3_600)
class InterferenceIT {
    private static final int QUERIES = Integer.getInteger("trawl.fuzz.queries", 30);
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20_261_121);
    private static final Set<String> UNDEFENDED =
            Set.of("queryId", "instance", "millis", "gigabyteMillis", "cost", "costUsd", "usd");

    @Test
    void nothingTellsWhatIsHidden(FleetUnderTest fleet) throws SQLException, IOException {
        List<String> queries =
                LongStream.range(0, QUERIES)
                        .mapToObj(i -> new RandomSql(SEED + i).query())
                        .toList();
        HiddenWorld.enter(fleet, 1);
        List<String> first = observe(fleet, queries);
        HiddenWorld.enter(fleet, 2);
        List<String> second = observe(fleet, queries);

        for (int i = 0; i < queries.size(); i++) {
            assertThat(second.get(i)).as(queries.get(i)).isEqualTo(first.get(i));
        }
        assertThat(first.stream().filter(seen -> seen.startsWith("200")).count())
                .as("queries that succeed")
                .isBetween(QUERIES / 5L, QUERIES * 9L / 10);
    }

    private static List<String> observe(FleetUnderTest fleet, List<String> queries) {
        Caller reader = fleet.as("rita");
        List<String> seen = new ArrayList<>();
        for (String sql : queries) {
            ObjectNode request = JsonNodeFactory.instance.objectNode().put("sql", sql);
            Answer explained = reader.post("/v1/explain", request.toString());
            Answer answer = reader.query(sql);
            boolean isRace =
                    answer.status() == 422 && explained.json().path("fragments").size() > 1;
            seen.add((isRace ? "422" : seen(answer)) + "\n" + seen(explained));
        }
        return seen;
    }

    private static String seen(Answer answer) {
        JsonNode json = stripped(answer.json());
        if (json instanceof ObjectNode object && object.has("rows")) {
            List<String> rows = new ArrayList<>();
            object.path("rows").forEach(row -> rows.add(row.toString()));
            rows.sort(null);
            object.put("rows", rows.toString());
        }
        return answer.status() + " " + json;
    }

    private static JsonNode stripped(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(UNDEFENDED);
        }
        node.forEach(InterferenceIT::stripped);
        return node;
    }
}
