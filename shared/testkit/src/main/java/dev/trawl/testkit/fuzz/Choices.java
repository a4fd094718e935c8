package dev.trawl.testkit.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The choices that a generator makes, in their order: random ones that are noted, or noted ones
/// that are made again. A generator takes 0 for the simplest alternative, so that fewer and smaller
/// choices make simpler things, all of them well formed. For one thread.
public final class Choices {
    private final @Nullable Random random;
    private final List<Integer> given;
    private final List<Integer> made = new ArrayList<>();

    private Choices(@Nullable Random random, List<Integer> given) {
        this.random = random;
        this.given = List.copyOf(given);
    }

    public static Choices random(long seed) {
        return new Choices(Seeds.random(seed), List.of());
    }

    /// Those choices again; 0 where they end.
    public static Choices again(List<Integer> made) {
        return new Choices(null, made);
    }

    /// One of 0 to `bound - 1`.
    public int below(int bound) {
        int choice =
                random != null
                        ? random.nextInt(bound)
                        : made.size() < given.size() ? given.get(made.size()) % bound : 0;
        made.add(choice);
        return choice;
    }

    /// True once in so many times.
    public boolean oneIn(int times) {
        return below(times) == times - 1;
    }

    /// The first is the simplest.
    public <T> T pick(List<T> values) {
        return values.get(below(values.size()));
    }

    public List<Integer> made() {
        return List.copyOf(made);
    }
}
