package dev.trawl.sql;

import dev.trawl.plan.Type;
import java.util.List;

/// Sums and differences of decimals in DuckDB whose common type cannot hold every value of both.
///
/// They are computed on unscaled values as 128-bit integers. The operand with more digits after the
/// point is cut in two, so that nothing overflows but what does not fit the result.
final class DecimalSum {
    private DecimalSum() {}

    static String render(
            List<String> a,
            String operator,
            Type.Decimal left,
            Type.Decimal right,
            Type.Decimal result) {
        int shift = Math.abs(left.scale() - right.scale());
        String power = "CAST(1%s AS HUGEINT)".formatted("0".repeat(shift));
        String unscaled =
                Let.in(
                        List.of(
                                DecimalDivision.unscaled(a.getFirst(), left),
                                DecimalDivision.unscaled(a.getLast(), right)),
                        v ->
                                left.scale() < right.scale()
                                        ? "(%1$s %3$s %2$s // %4$s) * %4$s %3$s %2$s %% %4$s"
                                                .formatted(
                                                        v.getFirst(), v.getLast(), operator, power)
                                        : "(%1$s // %4$s %3$s %2$s) * %4$s + %1$s %% %4$s"
                                                .formatted(
                                                        v.getFirst(),
                                                        v.getLast(),
                                                        operator,
                                                        power));
        return DecimalDivision.scaled(unscaled, result);
    }
}
