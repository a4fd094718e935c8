package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.stream.Collectors;

/// What an apply changed, for people.
final class Changes {

    private Changes() {}

    /// A line per resource, and under it a line per field that differs; then what of it lowers
    /// protection.
    static void print(JsonNode answer, PrintWriter out) {
        for (JsonNode change : answer.path("changes")) {
            out.println(
                    change.path("operation").asText()
                            + " "
                            + change.path("kind").asText()
                            + "/"
                            + change.path("name").asText());
            String difference = change.path("diff").asText("");
            if (!difference.isEmpty()) {
                out.println(lines(difference).indent(2).stripTrailing());
            }
        }
        answer.path("lowers")
                .forEach(l -> out.println("lowers protection: " + Terminal.plain(l.asText())));
    }

    /// Lines of a difference without what would control the terminal.
    static String lines(String difference) {
        return difference.lines().map(Terminal::plain).collect(Collectors.joining("\n"));
    }
}
