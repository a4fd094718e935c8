package dev.trawl.lambda;

import dev.trawl.plan.json.JsonWriter;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// Logs as JSON, one line each: a constant message, and facts as fields of their own. Thread-safe.
///
/// Facts are never secrets or values of rows. An exception is logged by classes and places, without
/// its message, which may quote what it met.
public final class JsonLog {
    private static final int FACT_CHARACTERS_MAX = 4_096;
    private static final int FRAMES_MAX = 30;

    private final PrintStream out;
    private final Clock clock;
    private final Map<String, String> always;
    private final Measuring measuring;

    /// One that measures nothing.
    public JsonLog(PrintStream out, Clock clock, Map<String, String> always) {
        this(out, clock, always, Measuring.OFF);
    }

    /// @param always facts of every line, by which its metrics are kept apart, too
    public JsonLog(PrintStream out, Clock clock, Map<String, String> always, Measuring measuring) {
        this.out = out;
        this.clock = clock;
        this.always = Collections.unmodifiableMap(new TreeMap<>(always));
        this.measuring = measuring;
    }

    /// Whether lines hold metrics for CloudWatch.
    public enum Measuring {
        ON,
        OFF
    }

    /// The log of this process, on standard output, as `TRAWL_FLEET` and `TRAWL_METRICS` say.
    public static JsonLog standard(String function) {
        Settings environment = Settings.environment();
        Map<String, String> always = new TreeMap<>(Map.of("function", function));
        environment.find("TRAWL_FLEET").ifPresent(fleet -> always.put("fleet", fleet));
        return new JsonLog(
                System.out,
                Clock.systemUTC(),
                always,
                environment.flag("TRAWL_METRICS", false) ? Measuring.ON : Measuring.OFF);
    }

    public void info(String message, Map<String, String> facts) {
        write("INFO", message, facts);
    }

    public void warn(String message, Map<String, String> facts) {
        write("WARN", message, facts);
    }

    public void error(String message, Map<String, String> facts) {
        write("ERROR", message, facts);
    }

    public void error(String message, Map<String, String> facts, Throwable cause) {
        Map<String, String> more = new TreeMap<>(facts);
        more.put("exception", describe(cause));
        write("ERROR", message, more);
    }

    /// A line that ends a run, with what was measured in it.
    void ended(Level level, Map<String, String> facts, Map<Metric, Long> measured) {
        String message =
                switch (level) {
                    case INFO -> "request ended";
                    case WARN -> "request failed";
                };
        write(level.name(), message, facts, measured);
    }

    /// How a run ended.
    enum Level {
        INFO,
        WARN
    }

    private void write(String level, String message, Map<String, String> facts) {
        write(level, message, facts, Map.of());
    }

    private void write(
            String level, String message, Map<String, String> facts, Map<Metric, Long> measured) {
        Instant now = clock.instant();
        Map<String, String> fields = new TreeMap<>(always);
        fields.putAll(facts);
        String line =
                JsonWriter.write(w ->
                        w.object(o -> {
                            o.field("timestamp").string(now.toString());
                            o.field("level").string(level);
                            o.field("message").string(message);
                            fields.forEach((key, value) -> o.field(key).string(bounded(value)));
                            if (measuring == Measuring.ON && !measured.isEmpty()) {
                                MetricDocument.write(o, now, always.keySet(), measured);
                            }
                        }));
        out.println(line);
    }

    private static String bounded(String value) {
        return value.length() <= FACT_CHARACTERS_MAX
                ? value
                : value.substring(0, FACT_CHARACTERS_MAX) + "…";
    }

    private static String describe(Throwable cause) {
        StringBuilder text = new StringBuilder();
        for (Throwable at = cause; at != null && text.length() < FACT_CHARACTERS_MAX; ) {
            text.append(text.isEmpty() ? "" : " caused by ").append(at.getClass().getName());
            StackTraceElement[] frames = at.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
                text.append(" at ").append(frames[i]);
            }
            at = at.getCause();
        }
        return text.toString();
    }
}
