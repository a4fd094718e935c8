package dev.trawl.policy;

import com.fasterxml.jackson.databind.JsonNode;

/// A resource of kind Policy, Purpose or Principal as it was applied.
///
/// @param spec not to be changed by the receiver
public record PolicyResource(Kind kind, String name, JsonNode spec) {
    public PolicyResource {
        if (!name.matches("[a-z][a-z0-9_]{0,47}")) {
            throw new IllegalArgumentException(
                    "a name has 1 to 48 of a-z, 0-9 and _, not '%s'".formatted(name));
        }
    }

    /// Kinds that decisions depend on.
    public enum Kind {
        POLICY,
        PURPOSE,
        PRINCIPAL
    }

    /// `policy/name`, for messages.
    String place() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + name;
    }
}
