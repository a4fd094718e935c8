package dev.trawl.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// Something declared (DESIGN 4).
///
/// @param spec by kind; not to be changed by the receiver
public record Resource(
        ResourceKind kind,
        String name,
        String description,
        String owner,
        List<String> tags,
        JsonNode spec) {
    private static final String NAME = "[a-z][a-z0-9_]{0,47}";

    public Resource {
        tags = List.copyOf(tags);
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "a name has 1 to 48 of a-z, 0-9 and _ and begins with a letter, not '%s'"
                            .formatted(name));
        }
    }

    /// Whether a resource may have this name.
    public static boolean isName(String text) {
        return text.matches(NAME);
    }

    /// `dataset/legs`, the key and the place in messages.
    public String id() {
        return kind.path() + "/" + name;
    }
}
