package dev.trawl.scan.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.plan.TableName;
import dev.trawl.scan.check.Expectation.Bounds;
import dev.trawl.scan.check.Expectation.Rule;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Queries that count what is wrong: each gives one row of two whole numbers, how many rows are
/// wrong and how many there are. No value of a row is in it.
final class CheckSql {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final TableName table;
    private final Function<String, TableName> datasets;
    private final Instant now;

    /// @param datasets tables of datasets by their names; throws for those that are not there
    CheckSql(TableName table, Function<String, TableName> datasets, Instant now) {
        this.table = table;
        this.datasets = datasets;
        this.now = now;
    }

    /// The query; none for a rule that only looks at what is declared.
    Optional<String> of(Rule rule) {
        return switch (rule) {
            case Rule.RowCount(long min, long max) ->
                    Optional.of(
                            "select case when count(*) between %d and %d then 0 else 1 end, count(*) from %s"
                                    .formatted(min, max, from(table)));
            case Rule.Missing(String column) ->
                    Optional.of(
                            "select count(*) - count(%s), count(*) from %s"
                                    .formatted(name(column), from(table)));
            case Rule.Unique(List<String> columns) -> Optional.of(unique(columns));
            case Rule.Pattern(String column, String pattern) ->
                    wrong("not regexp_like(%s, %s)".formatted(name(column), text(pattern)));
            case Rule.Range(String column, Bounds bounds, boolean isText) ->
                    wrong(outside(name(column), bounds, isText));
            case Rule.Members(String column, List<JsonNode> values) ->
                    wrong(
                            "%s not in (%s)"
                                    .formatted(
                                            name(column),
                                            values.stream()
                                                    .map(CheckSql::literal)
                                                    .collect(Collectors.joining(", "))));
            case Rule.Reference reference -> Optional.of(reference(reference));
            case Rule.Freshness(String column, java.time.Duration within) ->
                    Optional.of(
                            "select case when count(case when %s >= timestamp %s then 1 end) > 0 then 0 else 1 end, count(*) from %s"
                                    .formatted(
                                            name(column),
                                            text(TIME.format(now.minus(within))),
                                            from(table)));
            case Rule.Schema _ -> Optional.empty();
            case Rule.Distribution(String column, Bounds average, Bounds distinct) ->
                    Optional.of(distribution(name(column), average, distinct));
            case Rule.Sql(String query) -> Optional.of(query);
        };
    }

    /// Rows that are beyond the first of equal ones.
    private String unique(List<String> columns) {
        String names = columns.stream().map(CheckSql::name).collect(Collectors.joining(", "));
        String present =
                columns.stream()
                        .map(c -> name(c) + " is not null")
                        .collect(Collectors.joining(" and "));
        return "select coalesce(sum(n - 1), 0), coalesce(sum(n), 0) from (select %s, count(*) as n from %s where %s group by %s) as equal_rows"
                .formatted(names, from(table), present, names);
    }

    private String reference(Rule.Reference reference) {
        TableName other = datasets.apply(reference.dataset());
        return "select count(case when r.k is null then 1 end), count(*) from (select %s as v from %s where %s is not null) as t left join (select distinct %s as k from %s) as r on t.v = r.k"
                .formatted(
                        name(reference.column()),
                        from(table),
                        name(reference.column()),
                        name(reference.of()),
                        from(other));
    }

    private String distribution(String column, Bounds average, Bounds distinct) {
        List<String> conditions = new ArrayList<>();
        String mean = "avg(cast(%s as double))".formatted(column);
        String count = "count(distinct %s)".formatted(column);
        conditions.add(outside(mean, average, false));
        conditions.add(outside(count, distinct, false));
        String wrong =
                conditions.stream().filter(c -> !c.isEmpty()).collect(Collectors.joining(" or "));
        return "select case when %s then 1 else 0 end, count(*) from %s"
                .formatted(wrong, from(table));
    }

    private static String outside(String value, Bounds bounds, boolean isText) {
        List<String> sides = new ArrayList<>();
        if (bounds.min() != null) {
            sides.add(value + " < " + (isText ? text(bounds.min()) : bounds.min()));
        }
        if (bounds.max() != null) {
            sides.add(value + " > " + (isText ? text(bounds.max()) : bounds.max()));
        }
        return String.join(" or ", sides);
    }

    private Optional<String> wrong(String condition) {
        return Optional.of(
                "select count(case when %s then 1 end), count(*) from %s"
                        .formatted(condition, from(table)));
    }

    private static String literal(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : text(value.asText());
    }

    private static String from(TableName table) {
        return "%s.%s.%s"
                .formatted(name(table.source()), name(table.schema()), name(table.table()));
    }

    private static String name(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    private static String text(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
