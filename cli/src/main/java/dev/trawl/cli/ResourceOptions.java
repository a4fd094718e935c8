package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.ResourceKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
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
        JSON;

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
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

    /// The path of a kind, in the singular or plural, or of one resource of it.
    static String path(String kind, String... names) {
        StringBuilder path = new StringBuilder("/v1/resources/").append(kind(kind).path());
        for (String name : names) {
            if (!name.matches("[a-z][a-z0-9_]*")) {
                throw new CommandException("'" + name + "' is no name: [a-z][a-z0-9_]*.");
            }
            path.append('/').append(name);
        }
        return path.toString();
    }

    private static ResourceKind kind(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(ResourceKind.values())
                .filter(k -> wanted.equals(k.path()) || wanted.equals(plural(k.path())))
                .findFirst()
                .orElseThrow(() ->
                        new CommandException(
                                "There is no kind '"
                                        + text
                                        + "'; kinds: "
                                        + Arrays.stream(ResourceKind.values())
                                                .map(ResourceKind::path)
                                                .collect(Collectors.joining(", "))
                                        + "."));
    }

    private static String plural(String kind) {
        return kind.endsWith("y") ? kind.substring(0, kind.length() - 1) + "ies" : kind + "s";
    }
}
