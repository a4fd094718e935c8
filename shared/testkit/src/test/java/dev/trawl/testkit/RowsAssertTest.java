package dev.trawl.testkit;

import static dev.trawl.testkit.RowsAssert.assertThatRows;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowsAssertTest {
    @Test
    void orderCountsOnlyWhereItIsAskedFor() {
        List<List<@Nullable Object>> rows = List.of(row(1L), row(2L));
        List<List<@Nullable Object>> reversed = List.of(row(2L), row(1L));
        assertThatRows(rows).containsExactlyInAnyOrder(reversed);
        fails(() -> assertThatRows(rows).containsExactly(reversed));
    }

    @Test
    void aRowCountsAsOftenAsItIsThere() {
        fails(() ->
                assertThatRows(List.of(row(1L), row(1L), row(2L)))
                        .containsExactlyInAnyOrder(List.of(row(1L), row(2L), row(2L))));
        fails(() ->
                assertThatRows(List.of(row(1L)))
                        .containsExactlyInAnyOrder(List.of(row(1L), row(1L))));
    }

    @Test
    void nullIsNoValue() {
        fails(() -> assertThatRows(List.of(row(0L))).containsExactly(List.of(row((Object) null))));
    }

    @Test
    void notANumberAndZeroesAreEqualToThemselves() {
        assertThatRows(List.of(row(Double.NaN), row(-0.0)))
                .containsExactly(List.of(row(Double.NaN), row(0.0)));
    }

    @Test
    void lastDigitsCountExceptInInexactColumns() {
        List<List<@Nullable Object>> rows = List.of(row(0.1 + 0.2));
        fails(() -> assertThatRows(rows).containsExactly(List.of(row(0.3))));
        assertThatRows(rows).withInexactColumns(Set.of(0)).containsExactly(List.of(row(0.3)));
        fails(() ->
                assertThatRows(rows)
                        .withInexactColumns(Set.of(0))
                        .containsExactly(List.of(row(0.31))));
    }

    private static void fails(Runnable assertion) {
        assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion::run);
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
