package dev.trawl.lambda;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.MalformedJsonException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reads the settings of a function from its environment, typed and bounded. An empty variable
/// counts as absent.
///
/// Every method throws IllegalArgumentException with a message that names the variable, what it
/// must be and, unless it may hold a secret, what it is.
public final class Settings {
    private static final Duration SNAPSHOT_PRIMING = Duration.ofSeconds(10);

    private final Map<String, String> variables;

    public Settings(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    /// The settings of this process.
    public static Settings environment() {
        return new Settings(System.getenv());
    }

    /// Whether the process works over a fixture before its first request, to answer that faster:
    /// where a snapshot of it is taken (SnapStart), and where `TRAWL_PRIMED` is `true`, as in
    /// environments that the local host starts ahead.
    public boolean isPrimed() {
        return text("AWS_LAMBDA_INITIALIZATION_TYPE", "").equals("snap-start")
                || flag("TRAWL_PRIMED", false);
    }

    /// Within which time a primed process begins further rounds of that work, so that what runs
    /// often is compiled as well: `TRAWL_PRIMING_TIME`. A snapshot is made once, so it may take
    /// longer.
    public Duration primingTime() {
        return duration(
                "TRAWL_PRIMING_TIME",
                text("AWS_LAMBDA_INITIALIZATION_TYPE", "").equals("snap-start")
                        ? SNAPSHOT_PRIMING
                        : Duration.ZERO,
                Duration.ZERO,
                Duration.ofMinutes(1));
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(variables.get(name)).filter(v -> !v.isBlank());
    }

    public String text(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException("%s is not set".formatted(name)));
    }

    public String text(String name, String otherwise) {
        return find(name).orElse(otherwise);
    }

    public long number(String name, long otherwise, long min, long max) {
        return bounded(
                name, otherwise, min, max, text -> parse(name, "a number", text, Long::valueOf));
    }

    public int integer(String name, int otherwise, int min, int max) {
        return Math.toIntExact(number(name, otherwise, min, max));
    }

    /// A number of milliseconds, seconds, minutes or hours (`250ms`, `10s`, `5m`, `1h`), or ISO
    /// 8601.
    public Duration duration(String name, Duration otherwise, Duration min, Duration max) {
        return bounded(
                name,
                otherwise,
                min,
                max,
                text -> parse(name, "a duration such as 10s", text, Settings::parseDuration));
    }

    public ByteSize size(String name, ByteSize otherwise, ByteSize min, ByteSize max) {
        return bounded(
                name,
                otherwise,
                min,
                max,
                text -> parse(name, "a size such as 4MB", text, ByteSize::parse));
    }

    /// `true` or `false`.
    public boolean flag(String name, boolean otherwise) {
        return find(name)
                .map(text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default ->
                                    throw new IllegalArgumentException(
                                            "%s must be true or false, not '%s'"
                                                    .formatted(name, text));
                        })
                .orElse(otherwise);
    }

    /// Parts between commas, without blanks around them; empty if the variable is absent.
    public List<String> list(String name) {
        return find(name)
                .map(text ->
                        Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .filter(part -> !part.isEmpty())
                                .toList())
                .orElse(List.of());
    }

    /// One of the constants of an enum, in lower case.
    public <E extends Enum<E>> E choice(String name, E otherwise) {
        return find(name).isEmpty() ? otherwise : choice(name, otherwise.getDeclaringClass());
    }

    /// One of the constants of an enum, in lower case.
    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        String text = text(name);
        List<E> constants = List.of(type.getEnumConstants());
        return constants.stream()
                .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s must be one of %s, not '%s'"
                                        .formatted(
                                                name,
                                                constants.stream()
                                                        .map(c -> c.name().toLowerCase(Locale.ROOT))
                                                        .toList(),
                                                text)));
    }

    /// A JSON document, whose text is not repeated in errors.
    public <T> T json(String name, Function<JsonReader, T> codec) {
        try {
            return JsonReader.read(text(name), JsonLimits.DEFAULT, codec);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(
                    "%s is not the JSON it must be: %s".formatted(name, e.getMessage()), e);
        }
    }

    private <T extends Comparable<T>> T bounded(
            String name, T otherwise, T min, T max, Function<String, T> parse) {
        T value = find(name).map(parse).orElse(otherwise);
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "%s must be from %s to %s, not %s".formatted(name, min, max, value));
        }
        return value;
    }

    private static <T> T parse(String name, String what, String text, Function<String, T> parser) {
        try {
            return parser.apply(text.strip());
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "%s must be %s, not '%s'".formatted(name, what, text), e);
        }
    }

    private static Duration parseDuration(String text) {
        if (text.startsWith("P")) {
            return Duration.parse(text);
        }
        if (text.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)));
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException("no duration");
        }
        long amount = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 'h' -> Duration.ofHours(amount);
            default -> throw new IllegalArgumentException("a duration has a unit");
        };
    }
}
