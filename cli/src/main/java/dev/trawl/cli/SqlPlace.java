package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// The line of a statement with a mark below the place of an error.
final class SqlPlace {

    private SqlPlace() {}

    /// The two lines, or an empty text where `position` (`{"line", "column"}` from 1) is not in the
    /// statement.
    static String of(JsonNode position, String sql) {
        int line = position.path("line").asInt(0);
        int column = position.path("column").asInt(0);
        List<String> lines = sql.lines().toList();
        if (line < 1 || line > lines.size() || column < 1) {
            return "";
        }
        String text = Terminal.plain(lines.get(line - 1));
        String gutter = line + " | ";
        return "  "
                + gutter
                + text
                + "\n  "
                + " ".repeat(gutter.length() + Math.min(column - 1, text.length()))
                + "^";
    }
}
