package dev.trawl.query.deliver;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Forms in which rows are delivered.
public enum MediaType {
    JSON("application/json"),
    CSV("text/csv"),
    ARROW("application/vnd.apache.arrow.stream");

    private final String text;

    MediaType(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /// The form that an `Accept` header asks for first; weights are not weighed, except that a
    /// weight of 0 excludes.
    ///
    /// @throws TrawlException NOT_ACCEPTABLE if it names no known form
    public static MediaType of(Optional<String> accept) {
        if (accept.isEmpty()) {
            return JSON;
        }
        for (String range : accept.get().split(",", -1)) {
            List<String> parts =
                    Arrays.stream(range.split(";", -1))
                            .map(p -> p.strip().toLowerCase(Locale.ROOT))
                            .toList();
            if (parts.stream().skip(1).anyMatch(p -> p.matches("q=0(\\.0*)?"))) {
                continue;
            }
            if (parts.getFirst().equals("*/*") || parts.getFirst().equals("application/*")) {
                return JSON;
            }
            for (MediaType type : values()) {
                if (type.text.equals(parts.getFirst())) {
                    return type;
                }
            }
        }
        throw new TrawlException(
                ErrorCode.NOT_ACCEPTABLE,
                "answers come as %s"
                        .formatted(Arrays.stream(values()).map(MediaType::text).toList()));
    }
}
