package dev.trawl.fleet;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What one function may use, and its settings; each becomes the variable `TRAWL_<UPPER_SNAKE>`.
public record FunctionConfig(
        int memoryMb, int timeoutSeconds, int concurrency, Map<String, String> settings) {

    public FunctionConfig {
        settings = Map.copyOf(settings);
    }

    /// The limits of its deployment. As many callers as run may wait.
    public FunctionLimits limits() {
        return new FunctionLimits(
                memoryMb, Duration.ofSeconds(timeoutSeconds), concurrency, concurrency * 8);
    }

    /// The environment variables of the settings.
    public Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>();
        settings.forEach((name, value) -> variables.put(variable(name), value));
        return variables;
    }

    private static String variable(String setting) {
        return "TRAWL_"
                + setting.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                        .replaceAll("[^A-Za-z0-9]", "_")
                        .toUpperCase(java.util.Locale.ROOT);
    }
}
