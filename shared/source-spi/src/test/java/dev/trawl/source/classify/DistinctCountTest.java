package dev.trawl.source.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistinctCountTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 10, 1_000, 5_000, 100_000, 1_000_000})
    void differentValuesAreCountedWithinAFewPercent(int values) {
        DistinctCount count = new DistinctCount();
        for (int round = 0; round < 2; round++) {
            for (long i = 0; i < values; i++) {
                count.add(i * 31);
            }
        }
        assertThat(count.estimate()).isCloseTo(values, within(Math.round(values * 0.05)));
    }
}
