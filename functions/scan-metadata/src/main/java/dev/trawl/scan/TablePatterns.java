package dev.trawl.scan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.protocol.SourceAnswer.DiscoveredTable;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Which tables of a source scans look at: `schema.table` with `*` for any characters. What is
/// included and not excluded; all, where nothing is said.
final class TablePatterns {
    static final TablePatterns ALL = new TablePatterns(List.of(), List.of());

    private final List<Pattern> include;
    private final List<Pattern> exclude;

    private TablePatterns(List<Pattern> include, List<Pattern> exclude) {
        this.include = List.copyOf(include);
        this.exclude = List.copyOf(exclude);
    }

    /// @param spec of the Source
    static TablePatterns of(JsonNode spec) {
        return new TablePatterns(
                patterns(spec.path("scan").path("include")),
                patterns(spec.path("scan").path("exclude")));
    }

    boolean choose(DiscoveredTable table) {
        String name = table.schema() + "." + table.name();
        return (include.isEmpty() || include.stream().anyMatch(p -> p.matcher(name).matches()))
                && exclude.stream().noneMatch(p -> p.matcher(name).matches());
    }

    private static List<Pattern> patterns(JsonNode globs) {
        List<Pattern> patterns = new ArrayList<>();
        for (JsonNode glob : globs) {
            StringBuilder regex = new StringBuilder();
            for (String part : glob.asText().split("(?<=\\*)|(?=\\*)", -1)) {
                regex.append(part.equals("*") ? ".*" : Pattern.quote(part));
            }
            patterns.add(Pattern.compile(regex.toString()));
        }
        return patterns;
    }
}
