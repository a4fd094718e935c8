package dev.trawl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PackedIntegersTest {
    @Test
    void listsComeBackAsTheyWere() {
        Random random = new Random(5);
        for (int bits = 8; bits <= Long.SIZE; bits++) {
            int shift = Long.SIZE - bits;
            List<Expr.Literal> values =
                    literals(random.longs(1_000).map(n -> n >> shift).sorted().distinct());

            assertThat(PackedIntegers.unpack(packed(values), Type.Simple.BIGINT))
                    .as("%d bits", bits)
                    .isEqualTo(values);
        }
    }

    @Test
    void extremesComeBack() {
        List<Expr.Literal> values =
                literals(
                        LongStream.concat(
                                LongStream.of(Long.MIN_VALUE),
                                LongStream.rangeClosed(Long.MAX_VALUE - 100, Long.MAX_VALUE)));

        assertThat(PackedIntegers.unpack(packed(values), Type.Simple.BIGINT)).isEqualTo(values);
    }

    @Test
    void neighboursTakeAByteOrTwo() {
        List<Expr.Literal> values = literals(LongStream.range(0, 100_000).map(n -> n * 40));

        assertThat(packed(values).length()).isLessThan(140_000);
    }

    @Test
    void whatIsShortUnorderedOrNullStaysAList() {
        assertThat(PackedIntegers.pack(literals(LongStream.range(0, 63)))).isEmpty();
        assertThat(PackedIntegers.pack(literals(LongStream.range(0, 99).map(n -> -n)))).isEmpty();
        assertThat(PackedIntegers.pack(literals(LongStream.range(0, 99).map(n -> n / 2))))
                .isEmpty();
        assertThat(
                        PackedIntegers.pack(
                                Collections.nCopies(99, Literals.ofNull(Type.Simple.BIGINT))))
                .isEmpty();
    }

    @Test
    void damagedTextsAreRefused() {
        String packed = packed(literals(LongStream.range(0, 99).map(n -> n * 1_000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedIntegers.unpack(packed, Type.Simple.TINYINT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedIntegers.unpack(packed, Type.Simple.VARCHAR));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PackedIntegers.unpack("%", Type.Simple.BIGINT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unpacked((byte) 2, (byte) 0))
                .withMessageContaining("not in order");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unpacked((byte) 0x80))
                .withMessageContaining("does not end");
        byte[] many = new byte[PackedIntegers.COUNT_MAX + 1];
        Arrays.fill(many, (byte) 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unpacked(many))
                .withMessageContaining("more than 1000000 values");
    }

    private static void unpacked(byte... bytes) {
        PackedIntegers.unpack(Base64.getEncoder().encodeToString(bytes), Type.Simple.BIGINT);
    }

    private static String packed(List<Expr.Literal> values) {
        return PackedIntegers.pack(values).orElseThrow();
    }

    private static List<Expr.Literal> literals(LongStream values) {
        return values.mapToObj(n -> new Expr.Literal(n, Type.Simple.BIGINT)).toList();
    }
}
