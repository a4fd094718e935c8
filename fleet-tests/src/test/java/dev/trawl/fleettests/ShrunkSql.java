package dev.trawl.fleettests;

import dev.trawl.testkit.fuzz.Choices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a query that tells worlds apart shorter, as long as it still does: choices are left out,
/// or made the simplest ones, many at once.
final class ShrunkSql {
    private static final List<Integer> CUTS = List.of(16, 8, 4, 2, 1);

    private final Worlds worlds;
    private final Effort effort;

    ShrunkSql(Worlds worlds, Effort effort) {
        this.worlds = worlds;
        this.effort = effort;
    }

    /// @param candidates tried in a round at most, of all lengths
    record Effort(int rounds, int candidates) {}

    /// Asks queries in both worlds.
    @FunctionalInterface
    interface Worlds {
        /// Whether each of them is answered differently.
        List<Boolean> differ(List<String> queries) throws Exception;
    }

    /// The shortest that was found; the query itself if none is shorter.
    ///
    /// @param choices that the query was made by
    String of(List<Integer> choices) throws Exception {
        List<Integer> current = choices;
        String shortest = sql(current);
        for (int round = 0; round < effort.rounds(); round++) {
            Map<String, List<Integer>> candidates = candidates(current, shortest);
            List<String> queries = List.copyOf(candidates.keySet());
            int found = worlds.differ(queries).indexOf(true);
            if (found < 0) {
                break;
            }
            shortest = queries.get(found);
            current = candidates.getOrDefault(shortest, current);
        }
        return shortest;
    }

    private static String sql(List<Integer> choices) {
        return new RandomSql(Choices.again(choices)).query();
    }

    /// By their text, the shortest first; some of those that are shorter than what there is.
    private Map<String, List<Integer>> candidates(List<Integer> choices, String than) {
        Map<String, List<Integer>> bySql = new LinkedHashMap<>();
        for (int cut : CUTS) {
            for (int at = 0; at < choices.size(); at++) {
                int end = Math.min(choices.size(), at + cut);
                List<Integer> without = new ArrayList<>(choices.subList(0, at));
                without.addAll(choices.subList(end, choices.size()));
                bySql.putIfAbsent(sql(without), without);
                List<Integer> simplest = new ArrayList<>(choices);
                simplest.subList(at, end).replaceAll(_ -> 0);
                bySql.putIfAbsent(sql(simplest), simplest);
            }
        }
        List<String> shorter =
                bySql.keySet().stream()
                        .filter(sql -> sql.length() < than.length())
                        .sorted(Comparator.comparingInt(String::length))
                        .toList();
        Map<String, List<Integer>> chosen = new LinkedHashMap<>();
        int count = Math.min(shorter.size(), effort.candidates());
        for (int i = 0; i < count; i++) {
            String sql = shorter.get(i * shorter.size() / count);
            chosen.put(sql, bySql.getOrDefault(sql, List.of()));
        }
        return chosen;
    }
}
