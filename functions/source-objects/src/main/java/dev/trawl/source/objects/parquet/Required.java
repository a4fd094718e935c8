package dev.trawl.source.objects.parquet;

import org.jspecify.annotations.Nullable;

/// A field that the format requires; a footer without it is damaged.
final class Required {
    private Required() {}

    /// @throws IllegalArgumentException if it is absent
    static <T> T of(@Nullable T field) {
        if (field == null) {
            throw new IllegalArgumentException("a footer lacks a field that it must have");
        }
        return field;
    }
}
