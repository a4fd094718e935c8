package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WholeNumbersTest {
    private static final Type TYPE = Type.Simple.INTEGER;

    @Test
    void theyAreTheListOfTheirConstants() {
        WholeNumbers numbers = WholeNumbers.of(TYPE, new long[] {-3, 0, 9});
        List<Expr.Literal> plain =
                LongStream.of(-3, 0, 9).mapToObj(n -> new Expr.Literal(n, TYPE)).toList();
        Expr.Column column = new Expr.Column(0, TYPE);

        assertThat(numbers.literals()).isEqualTo(plain).hasSameHashCodeAs(plain);
        assertThat(new Expr.In(column, numbers.literals())).isEqualTo(new Expr.In(column, plain));
        assertThat(WholeNumbers.of(new Expr.In(column, numbers.literals()).values()))
                .isSameAs(numbers);
        assertThat(WholeNumbers.of(plain)).isNull();
    }

    @Test
    void theyArePackedAsTheirConstantsAre() {
        long[] values = LongStream.range(-70, 70).map(n -> n * n * n).toArray();

        assertThat(WholeNumbers.of(Type.Simple.BIGINT, values).packed())
                .isEqualTo(
                        PackedIntegers.pack(
                                        LongStream.of(values)
                                                .mapToObj(n ->
                                                        new Expr.Literal(n, Type.Simple.BIGINT))
                                                .toList())
                                .orElseThrow());
    }

    @Test
    void anotherTypeHasThoseThatItHolds() {
        WholeNumbers numbers = WholeNumbers.of(TYPE, new long[] {-129, -128, 127, 128});

        assertThat(numbers.as(Type.Simple.TINYINT).literals())
                .extracting(Expr.Literal::value)
                .containsExactly(-128L, 127L);
        assertThat(numbers.as(Type.Simple.BIGINT).size()).isEqualTo(4);
    }

    @Test
    void disorderAndForeignValuesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WholeNumbers.of(TYPE, new long[] {1, 1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WholeNumbers.of(TYPE, new long[] {1L << 31}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WholeNumbers.of(Type.Simple.DATE, new long[] {1}));
    }
}
