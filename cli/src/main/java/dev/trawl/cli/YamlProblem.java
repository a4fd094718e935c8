package dev.trawl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trawl.catalog.ResourceDocuments;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is wrong with files of resources, in one line that says where.
final class YamlProblem {
    /// What the parser says of a place; the last of them is where it could not go on.
    private static final Pattern PLACE = Pattern.compile("line (\\d+), column (\\d+)");

    private static final Pattern LINE = Pattern.compile(" \\(line \\d+\\)");

    private YamlProblem() {}

    /// A text that is no YAML: `file:line:column: …`.
    static String of(String name, JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        List<MatchResult> places = PLACE.matcher(message).results().toList();
        if (!places.isEmpty()) {
            MatchResult last = places.getLast();
            return "%s:%s:%s: not valid YAML: %s"
                    .formatted(name, last.group(1), last.group(2), reason(message));
        }
        return e.getLocation() == null
                ? "%s: not valid YAML: %s".formatted(name, reason(message))
                : "%s:%d:%d: not valid YAML: %s"
                        .formatted(
                                name,
                                e.getLocation().getLineNr(),
                                e.getLocation().getColumnNr(),
                                reason(message));
    }

    /// The last line that is neither a place nor quoted from the text.
    private static String reason(String message) {
        return message.lines()
                .filter(line -> !line.isBlank() && !line.startsWith(" "))
                .reduce((_, last) -> last)
                .orElse(message);
    }

    /// What the fleet refused of resources that were sent without their lines.
    ///
    /// @param told by the fleet, whose lines are those of what was sent
    static String placed(List<Documents.Text> texts, String told) {
        for (Documents.Text text : texts) {
            try {
                ResourceDocuments.parse(text.text());
            } catch (TrawlException e) {
                return text.name() + ": " + withLine(e);
            }
        }
        return LINE.matcher(told).replaceAll(Matcher.quoteReplacement(""));
    }

    private static String withLine(TrawlException e) {
        SqlPosition position = e.position().orElse(null);
        return position == null || LINE.matcher(e.text()).find()
                ? e.text()
                : "%s (line %d)".formatted(e.text(), position.line());
    }
}
