package dev.trawl.protocol;

/// A place in the SQL text; line and column count from 1.
public record SqlPosition(int line, int column) {
    public SqlPosition {
        if (line < 1 || column < 1) {
            throw new IllegalArgumentException(
                    "lines and columns count from 1: %d, %d".formatted(line, column));
        }
    }
}
