package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.schema.SchemaProblem;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the query of an Export may ask of its run: `:scheduled_time` and `:previous_time`, which
/// are timestamps in UTC.
public final class ExportParameters {
    /// The time that the result is of.
    public static final String SCHEDULED = "scheduled_time";

    /// The time before it.
    public static final String PREVIOUS = "previous_time";

    private static final Set<String> KNOWN = Set.of(SCHEDULED, PREVIOUS);

    /// What may hold something that looks like a parameter, or a parameter; as queries are read.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "'[^']*'?|\"[^\"]*\"?|--[^\\n\\r]*|/\\*(?s:.*?)(?:\\*/|\\z)|::"
                            + "|(?<other>\\?|\\$[0-9]{1,4}(?![0-9A-Za-z_]))"
                            + "|:(?<name>[A-Za-z_][A-Za-z0-9_]*)"
                            + "|[A-Za-z_][A-Za-z0-9_$]*");

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private ExportParameters() {}

    /// Names of the parameters in a text, without colons.
    public static Set<String> of(String sql) {
        Set<String> names = new TreeSet<>();
        Matcher tokens = TOKEN.matcher(sql);
        while (tokens.find()) {
            if (tokens.group("name") != null) {
                names.add(tokens.group("name"));
            } else if (tokens.group("other") != null) {
                names.add(tokens.group("other"));
            }
        }
        return names;
    }

    /// The text with timestamps in the places of parameters.
    public static String bound(String sql, Map<String, Instant> times) {
        return TOKEN.matcher(sql)
                .replaceAll(token -> {
                    Instant time =
                            token.group().startsWith(":")
                                    ? times.get(token.group().substring(1))
                                    : null;
                    return Matcher.quoteReplacement(
                            time == null
                                    ? token.group()
                                    : "timestamp '" + TIMESTAMP.format(time) + "'");
                });
    }

    /// Refuses what no run has a value for.
    static void check(JsonNode spec, List<SchemaProblem> problems) {
        Set<String> unknown = new TreeSet<>(of(spec.path("query").asText("")));
        unknown.removeAll(KNOWN);
        if (!unknown.isEmpty()) {
            problems.add(
                    new SchemaProblem(
                            "/spec/query",
                            "has the parameters %s; runs give values for :%s and :%s alone"
                                    .formatted(unknown, SCHEDULED, PREVIOUS)));
        }
    }
}
