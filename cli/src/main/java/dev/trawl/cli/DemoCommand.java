package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.local.DevelopmentTokens;
import dev.trawl.local.FleetAdministrator;
import dev.trawl.local.FleetFile;
import dev.trawl.local.TrawlHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `trawl demo`: the airline example from an empty machine to governed answers.
@Command(
        name = "demo",
        description = {
            "Start the airline example and ask it the same question as three people.",
            "Real flights on S3, invented passengers in PostgreSQL, joined under policy."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final String STEWARD = "stella";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--stay", description = "Leave the fleet running at the end.")
    private boolean stay;

    /// Somebody who asks, and what for.
    private record Asker(String name, String role, String purpose) {}

    private static final List<Asker> ASKERS =
            List.of(
                    new Asker("ana", "analyst, nobody to be identified", "delay_analytics"),
                    new Asker("marco", "station manager of DFW", "station_operations"),
                    new Asker("fay", "fraud investigator", "fraud_investigation"));

    @Override
    public Integer call() {
        Path example = TrawlHome.find().resolve("examples/airline");
        Path configFile = example.resolve("trawl.yaml");
        Path state = example.resolve(".trawl");
        boolean wasUp = FleetFile.find(state).filter(f -> f.running().isPresent()).isPresent();
        try {
            show(example, configFile, state, wasUp);
            return 0;
        } catch (ProblemException e) {
            spec.commandLine().getErr().println(e.describe(null));
            return e.exitCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new CommandException("The example's data cannot be loaded: " + e.getMessage());
        } finally {
            if (!stay && !wasUp) {
                BackgroundFleet.stop(state);
            }
        }
    }

    private void show(Path example, Path configFile, Path state, boolean wasUp)
            throws IOException, SQLException {
        step(1, "The fleet");
        if (wasUp) {
            line("is up already");
        } else {
            BackgroundFleet.start(configFile, state, this::line);
        }
        FleetConfig config = FleetConfig.read(configFile);
        FleetFile fleet =
                FleetFile.find(state)
                        .orElseThrow(() -> new CommandException("The fleet did not start."));
        step(2, "Data");
        try (FleetAdministrator administrator = new FleetAdministrator(state)) {
            new DemoData(example, this::line).load(administrator);
        }
        DevelopmentTokens tokens = DevelopmentTokens.of(config, state);
        step(3, "Sources, datasets, purposes and policies, applied by " + STEWARD);
        try (Api api = new Api(fleet.endpoint(), tokens.mint(STEWARD, TOKEN_LIFE))) {
            apply(api, example);
        }
        String sql = Files.readString(example.resolve("delayed-travellers.sql")).strip();
        step(4, "The same question, asked by three people");
        out().println(sql.indent(2));
        for (Asker asker : ASKERS) {
            ask(asker, sql, fleet, tokens);
        }
        refusal(sql, fleet, tokens);
        export(fleet, tokens);
        newFile(example, state, fleet, tokens);
        next(fleet);
    }

    private void apply(Api api, Path example) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode resources = body.putArray("resources");
        Documents.read(List.of(example.resolve("resources"))).forEach(resources::add);
        JsonNode answer = api.json(Api.Call.post("/v1/apply", body.toString()));
        if (answer.path("changes").isEmpty()) {
            line("%s resources are as declared".formatted(answer.path("unchanged").asText()));
        }
        for (JsonNode change : answer.path("changes")) {
            line(
                    "%-9s %s %s"
                            .formatted(
                                    change.path("operation").asText(),
                                    change.path("kind").asText().toLowerCase(java.util.Locale.ROOT),
                                    change.path("name").asText()));
        }
    }

    private void ask(Asker asker, String sql, FleetFile fleet, DevelopmentTokens tokens) {
        out().printf("  %s, %s, for %s%n%n", asker.name(), asker.role(), asker.purpose());
        try (Api api = new Api(fleet.endpoint(), tokens.mint(asker.name(), TOKEN_LIFE))) {
            Instant start = Instant.now();
            JsonNode result = query(api, sql, asker.purpose());
            long millis = Duration.between(start, Instant.now()).toMillis();
            out().println(ResultTable.of(shortened(result)).indent(4).stripTrailing());
            policies(result);
            fragments(result);
            out().printf(
                            "    %d ms for the caller, about $%s%n%n",
                            millis, result.path("stats").path("costUsd").asText("0"));
            out().flush();
        }
    }

    private static JsonNode query(Api api, String sql, String purpose) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("sql", sql).put("purpose", purpose).put("wait", 25);
        return Api.parse(Api.text(new QueryRun(api).run(body.toString(), "application/json")));
    }

    /// Pseudonyms cut to what the eye compares.
    private static JsonNode shortened(JsonNode result) {
        ObjectNode copy = result.deepCopy();
        ArrayNode rows = copy.putArray("rows");
        for (JsonNode row : result.path("rows")) {
            ArrayNode cells = rows.addArray();
            for (JsonNode cell : row) {
                boolean isPseudonym = cell.asText().matches("[0-9a-f]{64}");
                cells.add(
                        isPseudonym
                                ? JsonNodeFactory.instance.textNode(
                                        cell.asText().substring(0, 12) + "…")
                                : cell);
            }
        }
        return copy;
    }

    private void policies(JsonNode result) {
        Set<String> lines = new LinkedHashSet<>();
        for (JsonNode policy : result.path("policies")) {
            if (!policy.path("kind").asText().equals("allow")) {
                lines.add(
                        "%s%s: %s"
                                .formatted(
                                        policy.path("table").asText(),
                                        policy.has("column")
                                                ? "." + policy.path("column").asText()
                                                : "",
                                        policy.path("text").asText()));
            }
        }
        out().println();
        lines.forEach(text -> out().println("    policy   " + text));
    }

    private void fragments(JsonNode result) {
        for (JsonNode fragment : result.path("fragments")) {
            out().printf(
                            "    ran on   %s: %sin %s ms%n",
                            fragment.path("source").asText(),
                            fragment.has("rows") ? fragment.path("rows").asText() + " rows " : "",
                            fragment.path("millis").asText());
            for (JsonNode step : fragment.path("steps")) {
                out().println("             " + abbreviated(step.asText()));
            }
        }
    }

    private static String abbreviated(String text) {
        String flat = text.replaceAll("\\s+", " ");
        return flat.length() <= 150 ? flat : flat.substring(0, 149) + "…";
    }

    private void refusal(String sql, FleetFile fleet, DevelopmentTokens tokens) {
        step(5, "A refusal: ana asks for a purpose that is not hers");
        try (Api api = new Api(fleet.endpoint(), tokens.mint("ana", TOKEN_LIFE))) {
            query(api, sql, "fraud_investigation");
            throw new CommandException("This should have been refused.");
        } catch (ProblemException e) {
            out().println(e.describe(null).indent(2).stripTrailing());
        }
    }

    /// What runs every night, run now.
    private void export(FleetFile fleet, DevelopmentTokens tokens) {
        step(6, "A scheduled export, run now and read back");
        try (Api api = new Api(fleet.endpoint(), tokens.mint(STEWARD, TOKEN_LIFE))) {
            JsonNode run = api.json(Api.Call.post("/v1/exports/delays_by_airport/runs", "{}"));
            run = new RunWatch(api, out(), "    ").untilEnd(run);
            if (RunWatch.exitCode(run) != 0) {
                throw new CommandException("The export failed: " + run.path("detail").asText());
            }
        }
        String sql =
                "select * from delays_by_airport where flights > 5000 order by delay desc limit 3";
        out().println(sql.indent(2).stripTrailing());
        try (Api api = new Api(fleet.endpoint(), tokens.mint("ana", TOKEN_LIFE))) {
            JsonNode rows = query(api, sql, "delay_analytics");
            out().println(ResultTable.of(rows).indent(4).stripTrailing());
        }
    }

    /// The next query sees the file; its event has the catalog's count brought up to date.
    private void newFile(Path example, Path state, FleetFile fleet, DevelopmentTokens tokens)
            throws IOException {
        step(7, "A new Parquet file in the bucket, found by the next query");
        String sql = "select count(*) as legs from legs where month = '2001-07'";
        out().println(sql.indent(2).stripTrailing());
        try (Api api = new Api(fleet.endpoint(), tokens.mint("ana", TOKEN_LIFE));
                FleetAdministrator administrator = new FleetAdministrator(state)) {
            String before = count(api, sql);
            line("before: " + before);
            // Files of earlier demos are still there: this one is a new one, too.
            administrator.putObject(
                    "airline-flights",
                    "flights/month=2001-07/part-%s.parquet".formatted(before),
                    Files.readAllBytes(
                            example.resolve("data/flights/month=2001-06/part-0.parquet")));
            line("after:  " + count(api, sql));
        }
    }

    private static String count(Api api, String sql) {
        return query(api, sql, "delay_analytics").path("rows").path(0).path(0).asText();
    }

    private void next(FleetFile fleet) {
        step(8, stay ? "Try next" : "Try next: ./trawl demo --stay keeps it up, then");
        String at = "--state examples/airline/.trawl -c examples/airline/trawl.yaml";
        line(
                "./trawl query %s --as ana --purpose delay_analytics \"select count(*) from bookings\""
                        .formatted(at));
        line("export TOKEN=$(./trawl token %s fay)".formatted(at));
        line(
                "curl -s -H \"Authorization: Bearer $TOKEN\" -d '{\"sql\":\"select * from airports limit 3\"}' %s/v1/query"
                        .formatted(fleet.endpoint()));
        line(
                "python3 -c \"import pyarrow.ipc as i,urllib.request as u,os,json;print(i.open_stream(u.urlopen(u.Request('%s/v1/query',json.dumps({'sql':'select origin, count(*) n from legs group by origin'}).encode(),{'Authorization':'Bearer '+os.environ['TOKEN'],'Accept':'application/vnd.apache.arrow.stream'}))).read_all())\""
                        .formatted(fleet.endpoint()));
        line("./trawl logs " + at + " query");
        if (stay) {
            line("./trawl down " + at);
        }
        out().flush();
    }

    private void step(int number, String title) {
        out().printf("%n%d  %s%n", number, title);
        out().flush();
    }

    private void line(String text) {
        out().println("   " + text);
        out().flush();
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
