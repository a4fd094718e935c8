package dev.trawl.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/// Waits for the end of a run and tells every change of its state.
final class RunWatch {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final List<String> GOING = List.of("waiting", "running");

    private final Api api;
    private final PrintWriter told;
    private final String indent;

    /// @param told where changes are printed, one line each
    RunWatch(Api api, PrintWriter told) {
        this(api, told, "");
    }

    RunWatch(Api api, PrintWriter told, String indent) {
        this.api = api;
        this.told = told;
        this.indent = indent;
    }

    /// @return the run as it ended
    JsonNode untilEnd(JsonNode started) {
        JsonNode run = started;
        String last = "";
        while (true) {
            String now = line(run);
            if (!now.equals(last)) {
                told.println(indent + now);
                told.flush();
                last = now;
            }
            if (!GOING.contains(run.path("state").asText())) {
                return run;
            }
            pause();
            run = api.json(Api.Call.get("/v1/runs/" + started.path("run").asText()));
        }
    }

    /// 0 for a run that was committed or goes on, else 1.
    static int exitCode(JsonNode run) {
        return switch (run.path("state").asText()) {
            case "committed", "waiting", "running" -> 0;
            default -> Main.FAILED;
        };
    }

    private static String line(JsonNode run) {
        StringBuilder line =
                new StringBuilder("run ")
                        .append(run.path("run").asText())
                        .append(": ")
                        .append(run.path("state").asText());
        if (run.path("attempt").asInt() > 0) {
            line.append(", attempt ").append(run.path("attempt").asText());
            // Attempts to write a committed result into its table come on top.
            if (run.path("attempt").asInt() <= run.path("attempts").asInt()) {
                line.append(" of ").append(run.path("attempts").asText());
            }
        }
        JsonNode progress = run.path("progress");
        if (progress.isObject()) {
            line.append(progress(progress));
        }
        JsonNode manifest = run.path("manifest");
        if (manifest.isObject() && !progress.isObject()) {
            line.append(
                    ", %s rows, %s bytes"
                            .formatted(
                                    manifest.path("rows").asText(),
                                    manifest.path("bytes").asText()));
            if (run.has("costUsd")) {
                line.append(", ").append(run.path("costUsd").asText()).append(" USD");
            }
        }
        JsonNode registered = run.path("registered");
        if (registered.isObject()) {
            line.append(", dataset ")
                    .append(registered.path("dataset").asText())
                    .append(' ')
                    .append(registered.path("state").asText());
            if (!registered.path("detail").asText().isEmpty()) {
                line.append(" (").append(registered.path("detail").asText()).append(')');
            }
        }
        if (run.has("code")) {
            line.append(" (").append(run.path("code").asText()).append(": ");
            line.append(run.path("detail").asText()).append(')');
        }
        return line.toString();
    }

    private static String progress(JsonNode progress) {
        if (progress.path("stage").asText().equals("query")) {
            return progress.has("percent")
                    ? ", its query runs: %s%%, %s of %s steps"
                            .formatted(
                                    progress.path("percent").asText(),
                                    progress.path("steps").asText(),
                                    progress.path("stepsAll").asText())
                    : ", its query runs";
        }
        boolean isKnown = progress.has("rowsAll");
        return "%s%s%s rows, %s bytes in %s files written"
                .formatted(
                        isKnown ? ", %s%%: ".formatted(progress.path("percent").asText()) : ", ",
                        progress.path("rows").asText(),
                        isKnown ? " of " + progress.path("rowsAll").asText() : "",
                        progress.path("bytes").asText(),
                        progress.path("parts").asText());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("Interrupted; the run goes on.");
        }
    }
}
