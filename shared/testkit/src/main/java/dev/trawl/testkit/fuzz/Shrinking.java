package dev.trawl.testkit.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Makes the choices behind a failing case fewer and smaller for as long as it fails.
public final class Shrinking {
    private Shrinking() {}

    /// @param attemptsMax how often the predicate is asked at most
    public static List<Integer> of(
            List<Integer> choices, int attemptsMax, Predicate<List<Integer>> fails) {
        List<Integer> smallest = List.copyOf(choices);
        int attempts = 0;
        boolean isSmaller = true;
        while (isSmaller) {
            isSmaller = false;
            for (List<Integer> candidate : candidates(smallest)) {
                if (attempts++ >= attemptsMax) {
                    return smallest;
                }
                if (fails.test(candidate)) {
                    smallest = candidate;
                    isSmaller = true;
                    break;
                }
            }
        }
        return smallest;
    }

    /// Large steps first.
    private static List<List<Integer>> candidates(List<Integer> choices) {
        List<List<Integer>> candidates = new ArrayList<>();
        for (int length = Math.max(1, choices.size() / 2); length >= 1; length /= 2) {
            for (int from = 0; from + length <= choices.size(); from += length) {
                candidates.add(without(choices, from, length));
                if (choices.subList(from, from + length).stream().anyMatch(c -> c > 0)) {
                    candidates.add(zeroed(choices, from, length));
                }
            }
        }
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i) > 1) {
                List<Integer> lower = new ArrayList<>(choices);
                lower.set(i, choices.get(i) / 2);
                candidates.add(List.copyOf(lower));
            }
        }
        return candidates;
    }

    private static List<Integer> without(List<Integer> choices, int from, int length) {
        List<Integer> fewer = new ArrayList<>(choices);
        fewer.subList(from, from + length).clear();
        return List.copyOf(fewer);
    }

    private static List<Integer> zeroed(List<Integer> choices, int from, int length) {
        List<Integer> smaller = new ArrayList<>(choices);
        smaller.subList(from, from + length).replaceAll(_ -> 0);
        return List.copyOf(smaller);
    }
}
