package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trawl policy impact`: whose results a change would change, judged by what was asked.
@Command(
        name = "impact",
        description = "Tell whose results a change of policies would change, before it is applied.",
        mixinStandardHelpOptions = true,
        footerHeading = "%n",
        footer = {
            "The audited queries of the period are decided on again, under the policies in",
            "force and under the files; nothing is run and nothing is applied. Needs the",
            "right to read the audit log and to change what the files declare.",
            "",
            "  trawl policy impact -f policies/",
            "  trawl policy impact -f masks.yaml --since 2026-11-01 --until 2026-11-08",
            "  trawl policy impact --delete policy/old_rules --since 30d --check"
        })
final class PolicyImpactCommand implements Callable<Integer> {
    private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,3})([dh])");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private Connection connection = new Connection();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "PATH",
            description = "A file, or a folder of them, as `apply` takes it; may be repeated.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--delete",
            paramLabel = "KIND/NAME",
            description = "A resource to think away, as policy/old_rules; may be repeated.")
    private List<String> deletions = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "A day, a moment, or so long ago (30d, 12h); 7d unless given.")
    private String since = "7d";

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "The first day or moment that counts no more; now unless given.")
    private @Nullable String until;

    @Option(names = "--output", description = "${COMPLETION-CANDIDATES}; table unless given.")
    private Output output = Output.table;

    @Option(names = "--check", description = "Exit with 1 if anybody's results would change.")
    private boolean check;

    /// How it is told.
    @SuppressWarnings("checkstyle:ConstantName")
    enum Output {
        table,
        json;

        /// As it is written on the command line.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        Instant now = Clock.systemUTC().instant();
        String period =
                "/v1/policy-impact?since=%s&until=%s"
                        .formatted(time(since, now), until == null ? now : time(until, now));
        try (Api api = connection.open()) {
            PolicyImpact impact = new PolicyImpact();
            String after = "";
            do {
                JsonNode page = api.json(Api.Call.post(period + deleted() + after, body()));
                impact.add(page);
                after = encoded("&after=", page.path("next").asText(""));
            } while (!after.isEmpty());
            switch (output) {
                case table -> impact.lines().forEach(spec.commandLine().getOut()::println);
                case json -> spec.commandLine().getOut().println(Documents.json(impact.json()));
            }
            return check && impact.changesAnything() ? Main.FAILED : 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return e.exitCode();
        }
    }

    private String body() {
        if (paths.isEmpty()) {
            if (deletions.isEmpty()) {
                throw new CommandException(
                        "Name what would change: -f PATH or --delete KIND/NAME.");
            }
            return "";
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(paths).stream().filter(d -> !d.has("cases")).forEach(resources::add);
        if (resources.isEmpty()) {
            throw new CommandException("There are no resources in " + paths + ".");
        }
        return body.toString();
    }

    private String deleted() {
        return deletions.isEmpty() ? "" : encoded("&delete=", String.join(",", deletions));
    }

    private static String encoded(String name, String value) {
        return value.isEmpty() ? "" : name + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// A moment, the beginning of a day in UTC, or so long ago.
    private static Instant time(String text, Instant now) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(
                    ago.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count));
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new CommandException(
                    "'%s' is no time: give 2026-11-21, 2026-11-21T12:00:00Z, 30d or 12h."
                            .formatted(text));
        }
    }
}
