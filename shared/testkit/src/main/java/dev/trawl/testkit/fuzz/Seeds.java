package dev.trawl.testkit.fuzz;

import java.util.Random;

/// Random numbers whose first draws differ where seeds are neighbours.
public final class Seeds {
    private Seeds() {}

    /// The finaliser of SplitMix64 spreads the seed's bits.
    public static Random random(long seed) {
        long z = seed + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return new Random(z ^ (z >>> 31));
    }
}
