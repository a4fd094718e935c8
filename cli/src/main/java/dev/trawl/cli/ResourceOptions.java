package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How a resource's commands address and print.
final class ResourceOptions {

    /// A form of output.
    enum Form {
        /// For people.
        TEXT,
        /// YAML, as it is declared.
        YAML,
        /// JSON.
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            description = "${COMPLETION-CANDIDATES}.")
    private @Nullable Form form;

    private final Form otherwise;

    ResourceOptions() {
        this("yaml");
    }

    /// @param otherwise the form where none is asked for
    ResourceOptions(String otherwise) {
        this.otherwise = Form.valueOf(otherwise.toUpperCase(Locale.ROOT));
    }

    boolean isText() {
        return shown() == Form.TEXT;
    }

    private Form shown() {
        return form == null ? otherwise : form;
    }

    String print(JsonNode node) {
        return switch (shown()) {
            case TEXT, YAML -> Documents.yaml(node);
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
