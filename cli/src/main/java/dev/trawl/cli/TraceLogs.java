package dev.trawl.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The logs of a fleet's functions, read for one query.
final class TraceLogs {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final int RUNS_MAX = 10_000;
    private static final Pattern INIT =
            Pattern.compile("REPORT RequestId: (\\S+)\\t.*\\tInit Duration: ([0-9.]+) ms");

    private final List<TraceRun> runs = new ArrayList<>();
    private final Map<String, Duration> inits = new HashMap<>();

    private TraceLogs() {}

    /// The runs for a query in the logs of `folder`, in the order in which they began.
    static List<TraceRun> runs(Path folder, String queryId) {
        TraceLogs logs = new TraceLogs();
        for (Path file : files(folder)) {
            lines(file, line -> logs.take(line, queryId));
        }
        return logs.runs.stream()
                .map(logs::complete)
                .sorted(Comparator.comparing(TraceRun::start).thenComparing(TraceRun::function))
                .toList();
    }

    private void take(String line, String queryId) {
        Matcher init = INIT.matcher(line);
        if (init.find()) {
            inits.put(init.group(1), millis(init.group(2)));
        } else if (line.startsWith("{") && line.contains(queryId) && runs.size() < RUNS_MAX) {
            run(line, queryId).ifPresent(runs::add);
        }
    }

    private TraceRun complete(TraceRun run) {
        Duration init = inits.get(run.requestId());
        return init == null ? run : run.withInit(init);
    }

    /// A line that ends a run of this query; nothing if it tells of something else.
    private static Optional<TraceRun> run(String line, String queryId) {
        JsonNode facts;
        try {
            facts = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!facts.path("queryId").asText().equals(queryId) || !facts.has("millis")) {
            return Optional.empty();
        }
        Duration time = millis(facts.path("millis").asText());
        Instant start = Instant.parse(facts.path("timestamp").asText()).minus(time);
        return Optional.of(
                new TraceRun(
                        facts.path("function").asText(),
                        facts.path("requestId").asText(),
                        what(facts),
                        start,
                        time,
                        null,
                        facts.path("code").textValue(),
                        TraceCall.parse(facts.path("calls").asText(), start)));
    }

    private static String what(JsonNode facts) {
        return Stream.of("route", "action", "source")
                .map(name -> facts.path(name).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Duration millis(String text) {
        return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e6));
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(TraceLogs::isLog).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the logs in " + folder + ".", e);
        }
    }

    private static boolean isLog(Path file) {
        @Nullable Path name = file.getFileName();
        return Objects.requireNonNull(name).toString().matches(".*\\.log(\\.1)?");
    }

    /// A log that is not text is a store's, and skipped.
    private static void lines(Path file, Consumer<String> consumer) {
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(consumer);
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof MalformedInputException)) {
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ".", e);
        }
    }
}
