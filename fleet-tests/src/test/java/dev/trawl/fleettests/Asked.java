package dev.trawl.fleettests;

import dev.trawl.testkit.fuzz.Choices;
import java.util.List;
import java.util.SplittableRandom;

/// A query of a comparison.
///
/// @param choices that it was made by; none for one that was written
/// @param policy number of the policy under which it is asked
record Asked(String sql, List<Integer> choices, int policy) {
    Asked {
        choices = List.copyOf(choices);
    }

    static Asked random(long seed) {
        Choices choices = Choices.random(spread(seed));
        String sql = new RandomSql(choices).query();
        return new Asked(sql, choices.made(), Math.floorMod(seed, VaultPolicies.COUNT));
    }

    /// First draws of neighbouring seeds are alike, were the seeds not spread.
    static long spread(long seed) {
        return new SplittableRandom(seed).nextLong();
    }
}
