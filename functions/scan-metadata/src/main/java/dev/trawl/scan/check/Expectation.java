package dev.trawl.scan.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One thing that is expected.
///
/// @param name in results
/// @param tolerance how much may be wrong
public record Expectation(String name, Rule rule, Tolerance tolerance) {
    /// @param rows that may be wrong
    /// @param percent of all rows that may be wrong
    public record Tolerance(long rows, double percent) {
        boolean bears(long wrong, long all) {
            return wrong <= rows || all > 0 && percent > 0 && wrong * 100.0 <= percent * all;
        }
    }

    /// Lower and upper bound; absent for none.
    public record Bounds(@Nullable String min, @Nullable String max) {
        static Bounds of(JsonNode node) {
            return new Bounds(text(node.path("min")), text(node.path("max")));
        }

        private static @Nullable String text(JsonNode node) {
            return node.isMissingNode()
                    ? null
                    : node.isNumber() ? node.decimalValue().toPlainString() : node.asText();
        }
    }

    /// What must hold.
    public sealed interface Rule {
        record RowCount(long min, long max) implements Rule {}

        record Missing(String column) implements Rule {}

        record Unique(List<String> columns) implements Rule {
            public Unique {
                columns = List.copyOf(columns);
            }
        }

        record Pattern(String column, String pattern) implements Rule {}

        /// @param isText whether the bounds are written as text, which dates are, too
        record Range(String column, Bounds bounds, boolean isText) implements Rule {}

        record Members(String column, List<JsonNode> values) implements Rule {
            public Members {
                values = List.copyOf(values);
            }
        }

        record Reference(String column, String dataset, String of) implements Rule {}

        record Freshness(String column, Duration within) implements Rule {}

        record Schema(Map<String, String> columns, boolean isExact) implements Rule {
            public Schema {
                columns = Map.copyOf(columns);
            }
        }

        record Distribution(String column, Bounds average, Bounds distinct) implements Rule {}

        record Sql(String query) implements Rule {}
    }

    /// What does not hold of a table as a whole; absent where rows are wrong.
    @Nullable String missed(long rows) {
        return switch (rule) {
            case Rule.RowCount(long min, long max) ->
                    max == Long.MAX_VALUE
                            ? "there are %d rows, at least %d are expected".formatted(rows, min)
                            : "there are %d rows, %d to %d are expected".formatted(rows, min, max);
            case Rule.Freshness fresh ->
                    "none of %d rows has a '%s' of the last %s"
                            .formatted(rows, fresh.column(), told(fresh.within()));
            case Rule.Distribution distribution ->
                    "the average or the number of different values of '%s' is out of bounds, over %d rows"
                            .formatted(distribution.column(), rows);
            case Rule.Missing _,
                    Rule.Unique _,
                    Rule.Pattern _,
                    Rule.Range _,
                    Rule.Members _,
                    Rule.Reference _,
                    Rule.Schema _,
                    Rule.Sql _ ->
                    null;
        };
    }

    private static String told(Duration time) {
        return time.toHours() >= 48
                ? time.toDays() + " days"
                : time.toMinutes() >= 120
                        ? time.toHours() + " hours"
                        : time.toMinutes() + " minutes";
    }

    static Expectation of(JsonNode node) {
        Rule rule = rule(node);
        String name = node.path("name").asText(described(rule));
        return new Expectation(
                name,
                rule,
                new Tolerance(
                        node.path("allowed").asLong(0), node.path("allowedPercent").asDouble(0)));
    }

    private static Rule rule(JsonNode node) {
        if (node.has("rowCount")) {
            JsonNode count = node.path("rowCount");
            return new Rule.RowCount(
                    count.path("min").asLong(0), count.path("max").asLong(Long.MAX_VALUE));
        }
        if (node.has("missing")) {
            return new Rule.Missing(node.path("missing").path("column").asText());
        }
        if (node.has("unique")) {
            List<String> columns = new ArrayList<>();
            node.path("unique").path("columns").forEach(c -> columns.add(c.asText()));
            return new Rule.Unique(columns);
        }
        if (node.has("valid")) {
            return valid(node.path("valid"));
        }
        if (node.has("freshness")) {
            JsonNode fresh = node.path("freshness");
            return new Rule.Freshness(
                    fresh.path("column").asText(),
                    CheckSpec.duration(fresh.path("within").asText()));
        }
        if (node.has("schema")) {
            Map<String, String> columns = new TreeMap<>();
            node.path("schema")
                    .path("columns")
                    .properties()
                    .forEach(e -> columns.put(e.getKey(), e.getValue().asText()));
            return new Rule.Schema(columns, node.path("schema").path("exact").asBoolean(false));
        }
        if (node.has("distribution")) {
            JsonNode distribution = node.path("distribution");
            return new Rule.Distribution(
                    distribution.path("column").asText(),
                    Bounds.of(distribution.path("average")),
                    Bounds.of(distribution.path("distinct")));
        }
        return new Rule.Sql(node.path("sql").asText());
    }

    private static Rule valid(JsonNode valid) {
        String column = valid.path("column").asText();
        if (valid.has("pattern")) {
            return new Rule.Pattern(column, valid.path("pattern").asText());
        }
        if (valid.has("in")) {
            List<JsonNode> values = new ArrayList<>();
            valid.path("in").forEach(values::add);
            return new Rule.Members(column, values);
        }
        if (valid.has("reference")) {
            JsonNode reference = valid.path("reference");
            return new Rule.Reference(
                    column, reference.path("dataset").asText(), reference.path("column").asText());
        }
        return new Rule.Range(
                column,
                Bounds.of(valid),
                valid.path("min").isTextual() || valid.path("max").isTextual());
    }

    private static String described(Rule rule) {
        return switch (rule) {
            case Rule.RowCount _ -> "row count";
            case Rule.Missing missing -> missing.column() + " is there";
            case Rule.Unique unique -> String.join(", ", unique.columns()) + " is unique";
            case Rule.Pattern pattern -> pattern.column() + " has the form";
            case Rule.Range range -> range.column() + " is in range";
            case Rule.Members members -> members.column() + " is one of the set";
            case Rule.Reference reference ->
                    "%s is one of %s.%s"
                            .formatted(reference.column(), reference.dataset(), reference.of());
            case Rule.Freshness fresh -> fresh.column() + " is fresh";
            case Rule.Schema _ -> "schema";
            case Rule.Distribution distribution -> distribution.column() + " is distributed";
            case Rule.Sql _ -> "query";
        };
    }
}
