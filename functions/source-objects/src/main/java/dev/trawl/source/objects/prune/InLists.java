package dev.trawl.source.objects.prune;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.WholeNumbers;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The lists of constants in predicates, in order, so that long ones are quickly held against many
/// row groups.
public final class InLists {
    private final IdentityHashMap<Expr, List<Object>> sorted = new IdentityHashMap<>();

    private InLists() {}

    public static InLists of(List<Expr> predicates) {
        InLists lists = new InLists();
        predicates.forEach(lists::add);
        return lists;
    }

    private void add(Expr expr) {
        if (expr instanceof Expr.In in && WholeNumbers.of(in.values()) != null) {
            sorted.put(in, new Values(in.values()));
        } else if (expr instanceof Expr.In in) {
            List<Object> values = new ArrayList<>();
            in.values().stream()
                    .map(Expr.Literal::value)
                    .filter(Objects::nonNull)
                    .forEach(values::add);
            boolean hasOrder =
                    values.stream().allMatch(v -> Order.compare(v, values.getFirst()).isPresent());
            if (hasOrder) {
                values.sort((a, b) -> Order.compare(a, b).orElseThrow());
                sorted.put(in, List.copyOf(values));
            }
        }
        Expressions.children(expr).forEach(this::add);
    }

    /// The values of constants that are in order as they are.
    private static final class Values extends AbstractList<Object> {
        private final List<Expr.Literal> constants;

        Values(List<Expr.Literal> constants) {
            this.constants = constants;
        }

        @Override
        public Object get(int index) {
            return Objects.requireNonNull(constants.get(index).value());
        }

        @Override
        public int size() {
            return constants.size();
        }
    }

    /// Values of the list that lie in the range, in order; null if the list has no order.
    @Nullable List<Object> within(Expr.In in, ColumnRange range) {
        List<Object> values = sorted.get(in);
        if (values == null) {
            return null;
        }
        int from = first(values, range.min(), 0);
        int to = first(values, range.max(), 1);
        return from < to ? values.subList(from, to) : List.of();
    }

    /// Index of the first value that is at least the bound, or with `above` 1, greater; all are if
    /// the bound is not known or has no order, unless it is an upper one.
    private static int first(List<Object> values, @Nullable Object bound, int above) {
        int low = 0;
        int high = values.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            OptionalInt order = Order.compare(values.get(middle), bound);
            if (order.isEmpty()) {
                return above == 0 ? 0 : values.size();
            }
            if (order.getAsInt() < above) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
