package dev.trawl.testkit.slt;

import dev.trawl.protocol.ErrorCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One statement and what it must give.
public sealed interface SltRecord {
    /// Line of the file at which the record begins.
    int line();

    String sql();

    /// Rows.
    ///
    /// @param letters one per column: `B` boolean, `I` integers, `R` real and double (compared up
    ///   to their last digits), `N` decimal, `T` varchar, `D` date, `H` time, `P` timestamp and
    ///   instant, `X` varbinary, `U` uuid
    record Query(
            int line, String sql, String letters, Order order, List<List<@Nullable String>> rows)
            implements SltRecord {
        private static final Set<Character> LETTERS =
                Set.of('B', 'I', 'R', 'N', 'T', 'D', 'H', 'P', 'X', 'U');

        /// Written out, as a compact one would lose that values may be null.
        public Query(
                int line,
                String sql,
                String letters,
                Order order,
                List<List<@Nullable String>> rows) {
            for (int i = 0; i < letters.length(); i++) {
                if (!LETTERS.contains(letters.charAt(i))) {
                    throw new IllegalArgumentException(
                            "line %d: no such type: %s".formatted(line, letters.charAt(i)));
                }
            }
            for (List<@Nullable String> row : rows) {
                if (row.size() != letters.length()) {
                    throw new IllegalArgumentException(
                            "line %d: a row has %d values, not %d"
                                    .formatted(line, row.size(), letters.length()));
                }
            }
            this.line = line;
            this.sql = sql;
            this.letters = letters;
            this.order = order;
            this.rows = List.copyOf(rows);
        }
    }

    /// A failure with a code.
    record Failure(int line, String sql, ErrorCode code) implements SltRecord {}

    /// Whether the order of rows is part of the answer.
    enum Order {
        NOSORT,
        ROWSORT
    }
}
