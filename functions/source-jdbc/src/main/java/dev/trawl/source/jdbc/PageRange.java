package dev.trawl.source.jdbc;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Pages of a table, from one on and before another. Ranges of one cut hold every row of one
/// snapshot exactly once, also rows on pages that came after the pages were counted, and rows of
/// tables that inherit.
///
/// @param from absent for the first page
/// @param before absent for the last one
record PageRange(@Nullable Long from, @Nullable Long before) implements Pages {
    static final PageRange ALL = new PageRange(null, null);

    /// About equal ranges.
    static List<PageRange> cut(long pages, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new PageRange(
                                i == 0 ? null : pages * i / count,
                                i == count - 1 ? null : pages * (i + 1) / count))
                .toList();
    }

    @Override
    public String clause() {
        if (from == null) {
            return before == null ? "" : " WHERE ctid < '(%d,0)'::tid".formatted(before);
        }
        return before == null
                ? " WHERE ctid >= '(%d,0)'::tid".formatted(from)
                : " WHERE ctid >= '(%d,0)'::tid AND ctid < '(%d,0)'::tid".formatted(from, before);
    }
}
