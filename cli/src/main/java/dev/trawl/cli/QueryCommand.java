package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trawl query`: runs a statement and shows or saves its result.
@Command(
        name = "query",
        description = "Run a statement.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  trawl query \"select origin, count(*) as n from legs group by origin\"",
            "  trawl query -f report.sql --purpose delay_analytics --param day=2001-03-01 -o csv",
            "  trawl query -o arrow --save legs.arrow \"select * from legs\"",
            "",
            "Rows go to standard output, what is told about them to standard error.",
        },
        mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Mixin private Statement statement = new Statement();

    @Option(
            names = {"-o", "--output", "--format"},
            paramLabel = "FORM",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ResultFormat format = ResultFormat.TABLE;

    @Option(names = "--save", paramLabel = "FILE", description = "Write the result to a file.")
    private @Nullable Path output;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Seconds to wait for one answer before polling (default: the fleet's).")
    private @Nullable Integer waitSeconds;

    @Override
    public Integer call() {
        if (format == ResultFormat.ARROW && output == null) {
            throw new CommandException("Arrow is binary: name a file with --save.");
        }
        String sql = statement.sql();
        try (Api api = connection.open()) {
            HttpResponse<byte[]> answer = new QueryRun(api).run(body(sql), format.mediaType());
            show(api, answer);
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(sql));
            return e.exitCode();
        }
    }

    private String body(String sql) {
        ObjectNode body = statement.body(sql);
        if (waitSeconds != null) {
            body.put("wait", waitSeconds);
        }
        return body.toString();
    }

    private void show(Api api, HttpResponse<byte[]> answer) {
        PrintWriter out = spec.commandLine().getOut();
        boolean isJson = answer.headers().firstValue("content-type").orElse("").contains("json");
        JsonNode json =
                isJson ? Api.parse(Api.text(answer)) : JsonNodeFactory.instance.objectNode();
        if (json.path("parts").isArray() && !json.has("rows")) {
            saveParts(api, json);
        } else if (format == ResultFormat.TABLE) {
            write(ResultTable.of(json));
            spec.commandLine().getErr().println(ResultTable.footer(json));
        } else if (format == ResultFormat.YAML) {
            write(Documents.yaml(json) + "\n");
        } else if (output == null) {
            out.print(Api.text(answer));
            out.flush();
        } else {
            save(output, answer.body());
        }
    }

    private void write(String text) {
        if (output == null) {
            spec.commandLine().getOut().print(text);
            spec.commandLine().getOut().flush();
        } else {
            save(output, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    /// A large result comes as parts behind URLs that expire; each becomes a file.
    private void saveParts(Api api, JsonNode manifest) {
        if (output == null) {
            throw new CommandException(
                    "The result is large, in "
                            + manifest.path("parts").size()
                            + " parts: name a file with --save, its parts get .0, .1, … appended.");
        }
        List<String> urls = new ArrayList<>();
        manifest.path("parts").forEach(part -> urls.add(part.path("url").asText()));
        for (int i = 0; i < urls.size(); i++) {
            save(Path.of(output + "." + i), api.download(urls.get(i)));
        }
    }

    private void save(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
            spec.commandLine().getErr().println("wrote " + file + " (" + bytes.length + " bytes)");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ".", e);
        }
    }
}
