package dev.trawl.plan.json;

/// Bounds of a document that is read.
///
/// @param depthMax nesting of objects and arrays
/// @param charactersMax length of the whole document
public record JsonLimits(int depthMax, long charactersMax) {
    /// What fits in a Lambda invocation, and trees deeper than people or planners write them.
    public static final JsonLimits DEFAULT = new JsonLimits(500, 6L * 1024 * 1024);

    public JsonLimits {
        if (depthMax < 1 || charactersMax < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive: depth %d, characters %d"
                            .formatted(depthMax, charactersMax));
        }
    }
}
