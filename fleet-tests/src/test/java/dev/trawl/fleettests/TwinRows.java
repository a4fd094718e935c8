package dev.trawl.fleettests;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Rows of one table in both worlds, each as its store takes it.
///
/// @param shown to the reader of the first world
/// @param shownAlike to the reader of the second: row by row another one that looks the same
/// @param first hidden ones of the first world
/// @param second hidden ones of the second
record TwinRows(
        List<String> shown, List<String> shownAlike, List<String> first, List<String> second) {
    TwinRows {
        shown = List.copyOf(shown);
        shownAlike = List.copyOf(shownAlike);
        first = List.copyOf(first);
        second = List.copyOf(second);
        if (shown.size() != shownAlike.size()) {
            throw new IllegalArgumentException("a reader of either world sees as many rows");
        }
    }

    /// All of a world, the hidden ones between the others.
    List<String> of(Side side) {
        List<String> seen = side == Side.FIRST ? shown : shownAlike;
        List<String> unseen = side == Side.FIRST ? first : second;
        List<String> rows = new ArrayList<>(unseen);
        for (int i = 0; i < seen.size(); i++) {
            rows.add(Math.min(rows.size(), 2 * i + 1), seen.get(i));
        }
        return rows;
    }

    int size() {
        return shown.size() + first.size() + second.size();
    }

    /// The same with fewer rows, large steps first.
    Stream<TwinRows> smaller() {
        return Stream.iterate(Math.max(1, size() / 2), n -> n > 0, n -> n / 2)
                .flatMap(n ->
                        Stream.of(
                                        ranges(shown.size(), n)
                                                .map(at ->
                                                        new TwinRows(
                                                                without(shown, at, n),
                                                                without(shownAlike, at, n),
                                                                first,
                                                                second)),
                                        ranges(first.size(), n)
                                                .map(at ->
                                                        new TwinRows(
                                                                shown,
                                                                shownAlike,
                                                                without(first, at, n),
                                                                second)),
                                        ranges(second.size(), n)
                                                .map(at ->
                                                        new TwinRows(
                                                                shown,
                                                                shownAlike,
                                                                first,
                                                                without(second, at, n))))
                                .flatMap(s -> s));
    }

    private static Stream<Integer> ranges(int size, int length) {
        return Stream.iterate(0, at -> at < size, at -> at + length);
    }

    private static List<String> without(List<String> rows, int at, int length) {
        List<String> fewer = new ArrayList<>(rows.subList(0, at));
        fewer.addAll(rows.subList(Math.min(rows.size(), at + length), rows.size()));
        return fewer;
    }
}
