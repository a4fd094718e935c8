package dev.trawl.source.write;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;

/// Which types go into columns of which types without losing anything. Looked at before the first
/// row is written.
final class Writability {
    private static final List<Type> INTEGERS =
            List.of(
                    Type.Simple.TINYINT,
                    Type.Simple.SMALLINT,
                    Type.Simple.INTEGER,
                    Type.Simple.BIGINT);
    private static final int[] DIGITS = {3, 5, 10, 19};

    private Writability() {}

    /// @param rows what is written, by name
    /// @param columns what the table has, one for each
    /// @throws TrawlException TYPE_MISMATCH that names every column that does not fit
    static void check(String table, List<Field> rows, List<Field> columns) {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Type from = rows.get(i).type();
            Type to = columns.get(i).type();
            if (!fits(from, to)) {
                faults.add(
                        "column '%s' is %s, the query gives %s"
                                .formatted(columns.get(i).name(), to.text(), from.text()));
            }
        }
        if (!faults.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.TYPE_MISMATCH,
                    "the rows do not fit %s: %s; cast them in the export's query"
                            .formatted(table, String.join("; ", faults)));
        }
    }

    static boolean fits(Type from, Type to) {
        if (from.equals(to)) {
            return isPlain(to);
        }
        int width = INTEGERS.indexOf(from);
        if (width >= 0) {
            return INTEGERS.indexOf(to) > width
                    || to instanceof Type.Decimal(int p, int s) && p - s >= DIGITS[width];
        }
        if (from instanceof Type.Decimal(int p, int s)) {
            return to instanceof Type.Decimal(int p2, int s2) && s2 >= s && p2 - s2 >= p - s;
        }
        return from == Type.Simple.REAL && to == Type.Simple.DOUBLE;
    }

    /// Lists, maps and rows are not written.
    private static boolean isPlain(Type type) {
        return type instanceof Type.Simple || type instanceof Type.Decimal;
    }
}
