package dev.trawl.fleettests;

import dev.trawl.testkit.fuzz.Choices;
import java.util.List;
import java.util.SplittableRandom;

/// A query of a comparison.
///
/// @param choices that it was made by; none for one that was written
record Asked(String sql, List<Integer> choices) {
    Asked {
        choices = List.copyOf(choices);
    }

    static Asked random(long seed) {
        // First draws of neighbouring seeds are alike, were the seeds not spread.
        Choices choices = Choices.random(new SplittableRandom(seed).nextLong());
        String sql = new RandomSql(choices).query();
        return new Asked(sql, choices.made());
    }
}
