package dev.trawl.source.classify;

/// Estimates how many different hashes it was shown, within about two percent: HyperLogLog with
/// linear counting of few.
final class DistinctCount {
    private static final int BITS = 12;
    private static final int REGISTERS = 1 << BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

    private final byte[] registers = new byte[REGISTERS];

    void add(long hash) {
        long mixed = mix(hash);
        int register = (int) (mixed >>> (Long.SIZE - BITS));
        byte rank = (byte) (Long.numberOfLeadingZeros(mixed << BITS | 1L << (BITS - 1)) + 1);
        if (rank > registers[register]) {
            registers[register] = rank;
        }
    }

    long estimate() {
        double sum = 0;
        int empty = 0;
        for (byte register : registers) {
            sum += 1.0 / (1L << register);
            empty += register == 0 ? 1 : 0;
        }
        double raw = ALPHA * REGISTERS * REGISTERS / sum;
        return Math.round(
                raw <= 2.5 * REGISTERS && empty > 0
                        ? REGISTERS * Math.log((double) REGISTERS / empty)
                        : raw);
    }

    private static long mix(long hash) {
        long z = hash + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
