package dev.trawl.testkit;

import dev.trawl.testkit.reference.ReferenceOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/// Compares rows: NaN is NaN, -0.0 is 0.0, and where the caller names a column, floating numbers
/// are the same up to their last digits.
public final class RowsAssert extends AbstractAssert<RowsAssert, List<List<@Nullable Object>>> {
    private static final double TOLERANCE = 1e-9;

    private final Set<Integer> inexact;

    private RowsAssert(List<List<@Nullable Object>> actual, Set<Integer> inexact) {
        super(actual, RowsAssert.class);
        this.inexact = Set.copyOf(inexact);
    }

    public static RowsAssert assertThatRows(List<List<@Nullable Object>> actual) {
        return new RowsAssert(actual, Set.of());
    }

    /// Sums and averages of floating numbers: the only values that may differ between plans.
    public RowsAssert withInexactColumns(Set<Integer> columns) {
        RowsAssert rows = new RowsAssert(actual, columns);
        rows.info.description(info.description());
        return rows;
    }

    public RowsAssert containsExactly(List<List<@Nullable Object>> expected) {
        return compare(actual, expected);
    }

    /// The same rows in any order, each as often.
    public RowsAssert containsExactlyInAnyOrder(List<List<@Nullable Object>> expected) {
        return compare(sorted(actual), sorted(expected));
    }

    /// Exact columns decide first, so that an inexact one does not change the order.
    private List<List<@Nullable Object>> sorted(List<List<@Nullable Object>> rows) {
        List<List<@Nullable Object>> sorted = new ArrayList<>(rows);
        sorted.sort((List<@Nullable Object> a, List<@Nullable Object> b) -> {
            int order = ReferenceOrder.ofRows().compare(exact(a), exact(b));
            return order != 0 ? order : ReferenceOrder.ofRows().compare(a, b);
        });
        return sorted;
    }

    private List<@Nullable Object> exact(List<@Nullable Object> row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (!inexact.contains(i)) {
                values.add(row.get(i));
            }
        }
        return values;
    }

    private RowsAssert compare(
            List<List<@Nullable Object>> rows, List<List<@Nullable Object>> expected) {
        if (rows.size() != expected.size()) {
            failWithMessage(
                    "Expected %d rows but got %d\nexpected: %s\nbut was: %s",
                    expected.size(), rows.size(), expected, rows);
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!isSameRow(rows.get(i), expected.get(i))) {
                failWithMessage(
                        "Row %d differs\nexpected: %s\nbut was: %s",
                        i, expected.get(i), rows.get(i));
            }
        }
        return this;
    }

    private boolean isSameRow(List<@Nullable Object> row, List<@Nullable Object> expected) {
        for (int i = 0; i < row.size(); i++) {
            Object a = row.get(i);
            Object b = expected.get(i);
            boolean isSame =
                    ReferenceOrder.isSame(a, b)
                            || inexact.contains(i)
                                    && a instanceof Number x
                                    && b instanceof Number y
                                    && isNear(x.doubleValue(), y.doubleValue());
            if (!isSame) {
                return false;
            }
        }
        return row.size() == expected.size();
    }

    private static boolean isNear(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
    }
}
