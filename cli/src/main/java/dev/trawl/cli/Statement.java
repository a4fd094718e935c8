package dev.trawl.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A statement on the command line, in a file, or on standard input (`-`), with its purpose.
final class Statement {

    @Parameters(
            arity = "0..1",
            paramLabel = "SQL",
            description = "The statement, or - to read it from standard input.")
    private @Nullable String text;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "Read the statement from a file.")
    private @Nullable Path file;

    @Option(names = "--purpose", paramLabel = "NAME", description = "What the data is for.")
    private @Nullable String purpose;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "A value for :NAME; it takes the type of what it meets.")
    private Map<String, String> parameters = Map.of();

    String sql() {
        try {
            if (file != null && text == null) {
                return Files.readString(file);
            }
            if (text == null || file != null) {
                throw new CommandException("Give one statement, as an argument or with -f.");
            }
            return text.equals("-")
                    ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                    : text;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the statement from " + file + ".", e);
        }
    }

    ObjectNode body(String sql) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("sql", sql);
        if (purpose != null) {
            body.put("purpose", purpose);
        }
        if (!parameters.isEmpty()) {
            parameters.forEach(body.putObject("parameters")::put);
        }
        return body;
    }
}
