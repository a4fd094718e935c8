package dev.trawl.query.lineage;

import dev.trawl.lambda.HttpRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What somebody asks of a dataset's lineage.
///
/// @param dataset name of a dataset, or of a table in up to three parts
/// @param column absent for all of them
/// @param depth how many steps away
/// @param isDirect whether only what values are made of counts
/// @param purpose for which the caller may describe things; absent to use the token's single one
/// @param days of recorded queries that are looked through, today the first; 0 for none
record LineageRequest(
        String dataset,
        @Nullable String column,
        Direction direction,
        int depth,
        boolean isDirect,
        int days,
        @Nullable String purpose,
        Form form) {
    private static final int DEPTH_DEFAULT = 4;
    private static final int DEPTH_MAX = 16;
    private static final int DAYS_MAX = 31;
    private static final int NAME_MAX = 400;
    private static final Set<String> PARAMETERS =
            new TreeSet<>(
                    Set.of("column", "direction", "depth", "direct", "days", "purpose", "format"));

    /// Where to look from the dataset.
    enum Direction {
        UP,
        DOWN,
        BOTH
    }

    /// In what form the answer goes out.
    enum Form {
        JSON,
        TEXT,
        SVG,
        HTML
    }

    /// @throws TrawlException INVALID_REQUEST
    static LineageRequest of(HttpRequest request) {
        Set<String> unknown = new TreeSet<>(request.query().keySet());
        unknown.removeAll(PARAMETERS);
        if (!unknown.isEmpty()) {
            throw invalid(
                    "lineage knows no parameter '%s', only %s"
                            .formatted(unknown.iterator().next(), PARAMETERS));
        }
        return new LineageRequest(
                bounded(request.parameter("dataset")),
                request.queryValue("column").map(LineageRequest::bounded).orElse(null),
                choice(request, "direction", Direction.values(), Direction.BOTH),
                number(request, "depth", DEPTH_DEFAULT, 1, DEPTH_MAX),
                request.query().containsKey("direct")
                        && !request.queryValue("direct").equals(Optional.of("false")),
                number(request, "days", 0, 0, DAYS_MAX),
                request.queryValue("purpose").map(LineageRequest::bounded).orElse(null),
                choice(request, "format", Form.values(), accepted(request)));
    }

    private static Form accepted(HttpRequest request) {
        String type = request.header("accept").orElse("").replaceAll("[,;].*", "").strip();
        return switch (type) {
            case "text/plain" -> Form.TEXT;
            case "image/svg+xml" -> Form.SVG;
            case "text/html" -> Form.HTML;
            default -> Form.JSON;
        };
    }

    private static String bounded(String name) {
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw invalid("a name has 1 to %d characters".formatted(NAME_MAX));
        }
        return name;
    }

    private static <T extends Enum<T>> T choice(
            HttpRequest request, String name, T[] values, T otherwise) {
        Optional<String> text = request.queryValue(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return Arrays.stream(values)
                .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(text.get()))
                .findFirst()
                .orElseThrow(() ->
                        invalid(
                                "'%s' must be one of %s"
                                        .formatted(
                                                name,
                                                Arrays.toString(values).toLowerCase(Locale.ROOT))));
    }

    private static int number(HttpRequest request, String name, int otherwise, int min, int max) {
        String text = request.queryValue(name).orElse(Integer.toString(otherwise));
        if (!text.matches("[0-9]{1,3}")
                || Integer.parseInt(text) < min
                || Integer.parseInt(text) > max) {
            throw invalid("'%s' must be a whole number from %d to %d".formatted(name, min, max));
        }
        return Integer.parseInt(text);
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}
