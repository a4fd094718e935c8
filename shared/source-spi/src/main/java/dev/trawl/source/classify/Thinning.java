package dev.trawl.source.classify;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Chooses one of each so many rows, anywhere among them, so that what repeats in the table is not
/// missed; always the same ones.
final class Thinning {
    private static final long SEED = 20_261_122;

    private final long stride;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private long passed;
    private long group;
    private long next;

    /// @param stride one chooses every row
    Thinning(long stride) {
        if (stride < 1) {
            throw new IllegalArgumentException("a row of " + stride);
        }
        this.stride = stride;
        this.next = random.nextLong(stride);
    }

    /// Which of the next rows, by their numbers among them.
    int[] next(int rows) {
        IntStream.Builder chosen = IntStream.builder();
        while (next < passed + rows) {
            chosen.add(Math.toIntExact(next - passed));
            group++;
            next = group * stride + random.nextLong(stride);
        }
        passed += rows;
        return chosen.build().toArray();
    }
}
