package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Asks queries in two worlds and compares all that is seen: rows, types, figures, plans, errors
/// and their words. Time and what is made of it is left out.
final class Twins {
    private static final Set<String> UNDEFENDED =
            Set.of("queryId", "instance", "millis", "gigabyteMillis", "cost", "costUsd", "usd");

    private final FleetUnderTest fleet;
    private final UnaryOperator<String> fault;
    private long answered;

    /// @param fault changes what is declared in both worlds
    Twins(FleetUnderTest fleet, UnaryOperator<String> fault) {
        this.fleet = fleet;
        this.fault = fault;
    }

    /// How many queries of the last comparison succeeded.
    long answered() {
        return answered;
    }

    /// The first query that is answered differently, as short as it can be made; nothing if there
    /// is none.
    ///
    /// @param effort to make it short
    List<String> find(List<Asked> queries, long seed, ShrunkSql.Effort effort) throws Exception {
        List<String> texts = queries.stream().map(Asked::sql).toList();
        int found = differ(texts, seed).indexOf(true);
        if (found < 0) {
            return List.of();
        }
        Asked asked = queries.get(found);
        return List.of(
                asked.choices().isEmpty()
                        ? asked.sql()
                        : new ShrunkSql(some -> differ(some, seed), effort).of(asked.choices()));
    }

    private List<Boolean> differ(List<String> queries, long seed) throws SQLException, IOException {
        HiddenWorld.enter(fleet, 2 * seed + 1, fault);
        List<String> first = observe(queries);
        HiddenWorld.enter(fleet, 2 * seed + 2, fault);
        List<String> second = observe(queries);
        answered = first.stream().filter(seen -> seen.startsWith("200")).count();
        List<Boolean> differ = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            boolean isDifferent = !first.get(i).equals(second.get(i));
            differ.add(isDifferent);
            if (isDifferent) {
                System.out.printf(
                        "%s%nfirst  %s%nsecond %s%n", queries.get(i), first.get(i), second.get(i));
            }
        }
        return differ;
    }

    private List<String> observe(List<String> queries) {
        Caller reader = fleet.as("rita");
        List<String> seen = new ArrayList<>();
        for (String sql : queries) {
            ObjectNode request = JsonNodeFactory.instance.objectNode().put("sql", sql);
            Answer explained = reader.post("/v1/explain", request.toString());
            Answer answer = reader.query(sql);
            Answer analyzed = reader.post("/v1/explain", request.put("analyze", true).toString());
            boolean isRace = explained.json().path("fragments").size() > 1;
            seen.add(
                    String.join(
                            "\n", seen(answer, isRace), seen(explained), seen(analyzed, isRace)));
        }
        return seen;
    }

    /// Which of several fragments fails first is a matter of time.
    private static String seen(Answer answer, boolean isRace) {
        return isRace && answer.status() == 422 ? "422" : seen(answer);
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
        node.forEach(Twins::stripped);
        return node;
    }
}
