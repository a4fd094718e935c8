package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.source.fuzz.LongRun;
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
/// Long runs: `-Dtrawl.fuzz.queries=20000`, from another place `-Dtrawl.fuzz.seed=7`, to go on
/// where a run was ended `-Dtrawl.fuzz.progress=<file>`. What a run finds is printed with its
/// query, which in `interference/kept.sql` is asked in every run.
@ExtendWith(FleetExtension.class)
@Timeout(86_400)
class InterferenceIT {
    private static final int QUERIES = Integer.getInteger("trawl.fuzz.queries", 30);
    private static final long SEED = Long.getLong("trawl.fuzz.seed", 20_261_121);
    private static final Set<String> UNDEFENDED =
            Set.of("queryId", "instance", "millis", "gigabyteMillis", "cost", "costUsd", "usd");

    private static final int ROUND = 500;

    @Test
    void nothingTellsWhatIsHidden(FleetUnderTest fleet) throws SQLException, IOException {
        LongRun progress = LongRun.of("queries", SEED, QUERIES);
        List<String> queries = new ArrayList<>(kept());
        long asked = QUERIES - progress.done() + queries.size();
        long answered = 0;
        while (!progress.isOver()) {
            long from = SEED + progress.done();
            long more = Math.min(ROUND, QUERIES - progress.done());
            LongStream.range(from, from + more)
                    .mapToObj(seed -> new RandomSql(seed).query())
                    .forEach(queries::add);
            answered += compare(fleet, queries, from);
            queries.clear();
            progress.add(more);
        }
        assertThat(answered).as("queries that succeed").isBetween(asked / 5, asked * 9 / 10);
    }

    /// How many of the queries succeed.
    private static long compare(FleetUnderTest fleet, List<String> queries, long seed)
            throws SQLException, IOException {
        HiddenWorld.enter(fleet, 2 * seed + 1);
        List<String> first = observe(fleet, queries);
        HiddenWorld.enter(fleet, 2 * seed + 2);
        List<String> second = observe(fleet, queries);

        for (int i = 0; i < queries.size(); i++) {
            assertThat(second.get(i))
                    .as("keep it in interference/kept.sql: " + queries.get(i))
                    .isEqualTo(first.get(i));
        }
        return first.stream().filter(seen -> seen.startsWith("200")).count();
    }

    private static List<String> kept() {
        return TestResources.read("interference/kept.sql")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .toList();
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
