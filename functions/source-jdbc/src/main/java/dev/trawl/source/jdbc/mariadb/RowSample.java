package dev.trawl.source.jdbc.mariadb;

import dev.trawl.sql.Identifiers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which rows of a table are read.
sealed interface RowSample {
    RowSample ALL = new All();

    /// @param select of all rows, without a condition
    String of(String select);

    record All() implements RowSample {
        @Override
        public String of(String select) {
            return select;
        }
    }

    /// The first rows of equal ranges of a key that is a whole number, each found by the key.
    ///
    /// @param key the primary key's first column
    /// @param from its least value
    /// @param to its greatest value
    /// @param rows of all ranges together
    record ByKey(String key, BigInteger from, BigInteger to, long rows) implements RowSample {
        static final int RANGES = 32;

        @Override
        public String of(String select) {
            String name = Identifiers.quote(key);
            List<BigInteger> bounds = bounds();
            long each = Math.ceilDiv(rows, bounds.size() - 1);
            return IntStream.range(0, bounds.size() - 1)
                    .mapToObj(i ->
                            "(%s WHERE %s >= %s AND %s < %s ORDER BY %s LIMIT %d)"
                                    .formatted(
                                            select,
                                            name,
                                            bounds.get(i),
                                            name,
                                            bounds.get(i + 1),
                                            name,
                                            each))
                    .collect(Collectors.joining(" UNION ALL "));
        }

        private List<BigInteger> bounds() {
            BigInteger width = to.subtract(from).add(BigInteger.ONE);
            return IntStream.rangeClosed(0, RANGES)
                    .mapToObj(i ->
                            from.add(
                                    width.multiply(BigInteger.valueOf(i))
                                            .divide(BigInteger.valueOf(RANGES))))
                    .distinct()
                    .toList();
        }
    }

    /// Rows by lot, always the same one: the whole table is read, and little of it given.
    ///
    /// @param share of the rows
    record ByLot(BigDecimal share) implements RowSample {
        @Override
        public String of(String select) {
            return "%s WHERE rand(1) < %s".formatted(select, share.toPlainString());
        }
    }
}
