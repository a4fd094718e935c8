package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Pages of an impact put together: equal differences of one principal are added up.
final class PolicyImpact {
    private static final List<String> GROUP =
            List.of("principal", "purpose", "action", "table", "kind", "column", "before", "after");
    private static final int EXAMPLES_MAX = 3;

    private final Map<JsonNode, ObjectNode> changes = new LinkedHashMap<>();
    private final Map<String, Long> undecided = new TreeMap<>();
    private long queries;
    private long changed;

    void add(JsonNode page) {
        queries += page.path("queries").asLong();
        changed += page.path("changed").asLong();
        page.path("undecided")
                .forEach(u ->
                        undecided.merge(
                                u.path("reason").asText(), u.path("queries").asLong(), Long::sum));
        page.path("changes").forEach(this::addChange);
    }

    private void addChange(JsonNode change) {
        ObjectNode group = JsonNodeFactory.instance.objectNode();
        GROUP.forEach(field -> group.set(field, change.path(field)));
        ObjectNode known = changes.get(group);
        if (known == null) {
            changes.put(group, change.deepCopy());
            return;
        }
        known.put("queries", known.path("queries").asLong() + change.path("queries").asLong());
        if (change.path("first").asText().compareTo(known.path("first").asText()) < 0) {
            known.set("first", change.path("first"));
        }
        if (change.path("last").asText().compareTo(known.path("last").asText()) > 0) {
            known.set("last", change.path("last"));
        }
        ArrayNode examples = known.withArray("examples");
        change.path("examples")
                .forEach(e -> {
                    if (examples.size() < EXAMPLES_MAX) {
                        examples.add(e);
                    }
                });
    }

    boolean changesAnything() {
        return changed > 0;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("queries", queries).put("changed", changed);
        ArrayNode reasons = json.putArray("undecided");
        undecided.forEach(
                (reason, count) -> reasons.addObject().put("reason", reason).put("queries", count));
        json.putArray("changes").addAll(changes.values());
        return json;
    }

    /// For people: by principal and purpose, then table, then what differs.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        String last = "";
        for (ObjectNode change : changes.values()) {
            String head =
                    "%s%s, %s %s"
                            .formatted(
                                    text(change, "principal"),
                                    change.path("purpose").isTextual()
                                            ? " for " + text(change, "purpose")
                                            : "",
                                    text(change, "action"),
                                    text(change, "table"));
            if (!head.equals(last)) {
                lines.add(head);
                last = head;
            }
            lines.add(
                    "  %s%s: %d %s, such as %s"
                            .formatted(
                                    text(change, "kind").replace('_', ' '),
                                    change.path("column").isTextual()
                                            ? " " + text(change, "column")
                                            : "",
                                    change.path("queries").asLong(),
                                    change.path("queries").asLong() == 1 ? "query" : "queries",
                                    change.path("examples").path(0).asText("-")));
            lines.add("    now:  " + text(change, "before"));
            lines.add("    then: " + text(change, "after"));
        }
        undecided.forEach((reason, count) ->
                lines.add("not decided: %d queries: %s".formatted(count, reason)));
        lines.add(
                "%d queries looked at, the results of %d would change".formatted(queries, changed));
        return lines;
    }

    private static String text(JsonNode node, String field) {
        return Terminal.plain(node.path(field).asText());
    }
}
