package dev.trawl.fleettests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the log tells a reader of its own queries. It is read once for many of them: each look into
/// it fetches all records of a day.
final class Recorded {
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    /// Not told are times, costs, and what stands for the query and its decision.
    private static final List<String> TOLD =
            List.of(
                    "select query_id, event, purpose, action, error_code, reason, sql_text, datasets,"
                            + " rows_returned, bytes_returned from system.audit",
                    "select query_id, event, error_code, dataset, column_name, mask, row_filters"
                            + " from system.audit_columns");

    private final Map<String, List<String>> rows;

    private Recorded(Map<String, List<String>> rows) {
        this.rows = rows;
    }

    /// @param since when the first of its queries was asked
    static Recorded of(Caller reader, Instant since) {
        Map<String, List<String>> rows = new HashMap<>();
        for (String sql : TOLD) {
            String text =
                    "%s where recorded_at >= timestamp '%s'".formatted(sql, SECONDS.format(since));
            JsonNode answer = Twins.available(() -> reader.query(text)).succeeded().json();
            if (!answer.has("rows")) {
                throw new AssertionError("there are more records than fit an answer");
            }
            for (JsonNode row : answer.path("rows")) {
                rows.computeIfAbsent(row.get(0).asText(), id -> new ArrayList<>())
                        .add(row.toString().replace(row.get(0).asText(), ""));
            }
        }
        return new Recorded(rows);
    }

    /// What it tells of these queries, one after the other; empty if it tells nothing.
    String of(List<String> queryIds) {
        if (queryIds.stream().noneMatch(rows::containsKey)) {
            return "";
        }
        return queryIds.stream()
                .map(id ->
                        String.join(
                                "\n", rows.getOrDefault(id, List.of()).stream().sorted().toList()))
                .collect(Collectors.joining("\n--\n"))
                .strip();
    }
}
