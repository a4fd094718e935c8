package dev.trawl.query.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.query.split.Keys;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WholeKeysTest {
    private static final Type TYPE = Type.Simple.BIGINT;
    private static final Expr.Column COLUMN = new Expr.Column(0, TYPE);

    @Test
    void numbersComeOnceAndInOrder() {
        Random random = new Random(3);
        for (int bound : List.of(1, 10, 5_000, 1_000_000)) {
            WholeKeys keys = new WholeKeys(100_000);
            TreeSet<Object> expected = new TreeSet<>();
            random.longs(20_000, -bound, bound)
                    .forEach(n -> {
                        keys.add(n);
                        expected.add(n);
                    });

            assertThat(matching(keys))
                    .isEqualTo(new Keys.Listed(TYPE, List.copyOf(expected)).matching(COLUMN));
        }
    }

    @Test
    void tooManyLeaveTheirRange() {
        for (int many : List.of(11, 1_024, 5_000)) {
            WholeKeys keys = new WholeKeys(10);
            LongStream.range(-5, many - 5).forEach(keys::add);
            keys.add(0);

            assertThat(keys.keys(TYPE)).contains(new Keys.Range(TYPE, -5L, many - 6L));
        }
    }

    @Test
    void repetitionsAreNotCounted() {
        WholeKeys keys = new WholeKeys(10);
        LongStream.range(0, 100_000).forEach(n -> keys.add(n % 10));

        assertThat(keys.keys(TYPE).orElseThrow().count()).isEqualTo(10);
    }

    @Test
    void noneIsAnEmptyList() {
        assertThat(new WholeKeys(10).keys(TYPE).orElseThrow().isNone()).isTrue();
        assertThat(matching(new WholeKeys(10))).isEqualTo(Literals.of(false));
    }

    private static Expr matching(WholeKeys keys) {
        return keys.keys(TYPE).orElseThrow().matching(COLUMN);
    }
}
