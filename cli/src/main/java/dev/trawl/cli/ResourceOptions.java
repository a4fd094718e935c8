package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import picocli.CommandLine.Option;

/// How a resource's commands address and print.
final class ResourceOptions {

    /// A form of output.
    enum Form {
        /// YAML, as it is declared.
        YAML,
        /// JSON.
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            defaultValue = "yaml",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form = Form.YAML;

    String print(JsonNode node) {
        return switch (form) {
            case YAML -> Documents.yaml(node);
            case JSON -> Documents.json(node);
        };
    }

    /// The path of a kind, or of one resource of it.
    static String path(String... parts) {
        StringBuilder path = new StringBuilder("/v1/resources");
        for (int i = 0; i < parts.length; i++) {
            String part = i == 0 ? parts[i].toLowerCase(Locale.ROOT) : parts[i];
            if (!part.matches("[a-z][a-z0-9_]*")) {
                throw new CommandException(
                        "'" + part + "' is not a kind or name: [a-z][a-z0-9_]*.");
            }
            path.append('/').append(part);
        }
        return path.toString();
    }
}
