package dev.trawl.source.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.source.objects.prune.ColumnRange;
import dev.trawl.source.objects.prune.ColumnRange.Nulls;
import dev.trawl.source.objects.prune.RangeUnion;
import org.junit.jupiter.api.Test;

class RangeUnionTest {
    private static final ColumnRange LOW = new ColumnRange(1L, 5L, Nulls.NONE);
    private static final ColumnRange HIGH = new ColumnRange(3L, 9L, Nulls.SOME);
    private static final ColumnRange EMPTY = new ColumnRange(null, null, Nulls.ALL);

    @Test
    void boundsHoldForAll() {
        assertThat(union(LOW, HIGH)).isEqualTo(new ColumnRange(1L, 9L, Nulls.SOME));
        assertThat(union(HIGH, LOW)).isEqualTo(new ColumnRange(1L, 9L, Nulls.SOME));
        assertThat(union(LOW, LOW)).isEqualTo(LOW);
    }

    @Test
    void rangesWithoutValuesHaveNoBounds() {
        assertThat(union(EMPTY, LOW)).isEqualTo(new ColumnRange(1L, 5L, Nulls.SOME));
        assertThat(union(LOW, EMPTY)).isEqualTo(new ColumnRange(1L, 5L, Nulls.SOME));
        assertThat(union(EMPTY, EMPTY)).isEqualTo(EMPTY);
        assertThat(union()).isEqualTo(EMPTY);
    }

    @Test
    void whatIsNotKnownOfOneIsNotKnownOfAll() {
        assertThat(union(LOW, new ColumnRange(null, 7L, Nulls.NONE)))
                .isEqualTo(new ColumnRange(null, 7L, Nulls.NONE));
        assertThat(union(LOW, ColumnRange.UNKNOWN)).isEqualTo(ColumnRange.UNKNOWN);
        assertThat(union(LOW, new ColumnRange("a", "b", Nulls.NONE)))
                .isEqualTo(new ColumnRange(null, null, Nulls.NONE));
    }

    private static ColumnRange union(ColumnRange... ranges) {
        RangeUnion union = new RangeUnion();
        for (ColumnRange range : ranges) {
            union.add(range);
        }
        return union.range();
    }
}
