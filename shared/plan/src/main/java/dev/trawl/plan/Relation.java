package dev.trawl.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A relation: a bag of rows with {@link #fields}. Constructors check everything; a relation that
/// exists is well typed. No order is promised except directly from {@link Sort} and {@link Limit}
/// over it.
public sealed interface Relation {
    /// Output columns; never empty.
    List<Field> fields();

    /// Relations that this one reads, in order.
    List<Relation> inputs();

    /// A governed table: the rows and columns that a grant shows, already filtered and masked. The
    /// fields are a choice of the granted columns by name, with their types after masking.
    record Scan(TableName table, List<Field> fields) implements Relation {
        public Scan {
            fields = nonEmpty(fields);
            Set<String> names =
                    Set.copyOf(
                            fields.stream().map(Field::name).toList().stream().distinct().toList());
            if (names.size() != fields.size()) {
                throw new IllegalArgumentException(
                        "a scan of %s names a column twice".formatted(table));
            }
        }

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    /// The result of fragment `fragment` of the same query, in plans that assemble.
    record Received(int fragment, List<Field> fields) implements Relation {
        public Received {
            fields = nonEmpty(fields);
            if (fragment < 0) {
                throw new IllegalArgumentException("no fragment has the number " + fragment);
            }
        }

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    /// Constant rows, perhaps none.
    record Values(List<Field> fields, List<List<Expr.Literal>> rows) implements Relation {
        public Values {
            fields = nonEmpty(fields);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<Expr.Literal> row : rows) {
                if (!row.stream()
                        .map(Expr.Literal::type)
                        .toList()
                        .equals(fields.stream().map(Field::type).toList())) {
                    throw new IllegalArgumentException(
                            "a row of VALUES has other types than its columns");
                }
            }
        }

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    /// Rows for which the predicate is true.
    record Filter(Relation input, Expr predicate) implements Relation {
        public Filter {
            if (predicate.type() != Type.Simple.BOOLEAN) {
                throw new IllegalArgumentException(
                        "a predicate is boolean, not " + predicate.type().text());
            }
            Expressions.checkColumns(predicate, input.fields());
        }

        @Override
        public List<Field> fields() {
            return input.fields();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    record Project(Relation input, List<NamedExpr> columns) implements Relation {
        public Project {
            columns = nonEmpty(columns);
            columns.forEach(c -> Expressions.checkColumns(c.expr(), input.fields()));
        }

        @Override
        public List<Field> fields() {
            return columns.stream().map(c -> new Field(c.name(), c.expr().type())).toList();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /// The condition sees the left columns, then the right ones. SEMI and ANTI give left rows with
    /// and without a match; a condition that is NULL is no match.
    record Join(Relation left, Relation right, Kind kind, Expr condition) implements Relation {
        public Join {
            if (condition.type() != Type.Simple.BOOLEAN) {
                throw new IllegalArgumentException(
                        "a join condition is boolean, not " + condition.type().text());
            }
            Expressions.checkColumns(
                    condition,
                    Stream.concat(left.fields().stream(), right.fields().stream()).toList());
        }

        public enum Kind {
            INNER,
            LEFT,
            RIGHT,
            FULL,
            SEMI,
            ANTI
        }

        @Override
        public List<Field> fields() {
            return switch (kind) {
                case INNER, LEFT, RIGHT, FULL ->
                        Stream.concat(left.fields().stream(), right.fields().stream()).toList();
                case SEMI, ANTI -> left.fields();
            };
        }

        @Override
        public List<Relation> inputs() {
            return List.of(left, right);
        }
    }

    /// Groups by columns of the input; without keys there is one group, also over no rows. Output:
    /// the keys in this order, then the aggregates.
    record Aggregate(Relation input, List<Integer> keys, List<Aggregation> aggregations)
            implements Relation {
        public Aggregate {
            keys = List.copyOf(keys);
            aggregations = List.copyOf(aggregations);
            if (keys.isEmpty() && aggregations.isEmpty()) {
                throw new IllegalArgumentException("an aggregate has keys or aggregations");
            }
            keys.forEach(key -> checkOrdered(key, input, "grouped"));
            for (Aggregation aggregation : aggregations) {
                aggregation.arguments().forEach(a -> Expressions.checkColumns(a, input.fields()));
                if (aggregation.filter() != null) {
                    Expressions.checkColumns(aggregation.filter(), input.fields());
                }
            }
        }

        @Override
        public List<Field> fields() {
            List<Field> in = input.fields();
            List<Field> fields = new ArrayList<>();
            keys.forEach(key -> fields.add(in.get(key)));
            aggregations.forEach(a -> fields.add(new Field(a.name(), a.type())));
            return List.copyOf(fields);
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    record Sort(Relation input, List<SortKey> keys) implements Relation {
        public Sort {
            keys = nonEmpty(keys);
            keys.forEach(key -> checkOrdered(key.column(), input, "sorted"));
        }

        @Override
        public List<Field> fields() {
            return input.fields();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /// Adds to each row the values of functions over its partition: the rows that have the same
    /// values in the partition's columns. Output: the input's columns, then the calls.
    record Window(
            Relation input, List<Integer> partition, List<SortKey> order, List<WindowCall> calls)
            implements Relation {
        public Window {
            partition = List.copyOf(partition);
            order = List.copyOf(order);
            calls = nonEmpty(calls);
            partition.forEach(column -> checkOrdered(column, input, "partitioned"));
            order.forEach(key -> checkOrdered(key.column(), input, "sorted"));
            for (WindowCall call : calls) {
                call.arguments().forEach(a -> Expressions.checkColumns(a, input.fields()));
                checkDistances(call.frame(), input, order);
            }
        }

        private static void checkDistances(WindowFrame frame, Relation input, List<SortKey> order) {
            for (Expr.Literal distance : frame.distances()) {
                if (order.size() != 1
                        || !input.fields()
                                .get(order.getFirst().column())
                                .type()
                                .equals(distance.type())) {
                    throw new IllegalArgumentException(
                            "a frame's distance has the type of the window's only key");
                }
            }
        }

        @Override
        public List<Field> fields() {
            List<Field> fields = new ArrayList<>(input.fields());
            calls.forEach(c -> fields.add(new Field(c.name(), c.type())));
            return List.copyOf(fields);
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /// Skips `offset` rows, then gives at most `count`; {@link #ALL} for no bound. Over a Sort it
    /// takes the first rows of that order and keeps the order.
    record Limit(Relation input, long offset, long count) implements Relation {
        public static final long ALL = Long.MAX_VALUE;

        public Limit {
            if (offset < 0 || count < 0) {
                throw new IllegalArgumentException(
                        "offset and limit are not negative: %d, %d".formatted(offset, count));
            }
        }

        @Override
        public List<Field> fields() {
            return input.fields();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(input);
        }
    }

    /// All rows of all inputs (UNION ALL), with the names of the first.
    record Union(List<Relation> inputs) implements Relation {
        public Union {
            inputs = nonEmpty(inputs);
            List<Type> types = inputs.getFirst().fields().stream().map(Field::type).toList();
            for (Relation input : inputs) {
                if (!input.fields().stream().map(Field::type).toList().equals(types)) {
                    throw new IllegalArgumentException(
                            "inputs of a union have different column types");
                }
            }
        }

        @Override
        public List<Field> fields() {
            return inputs.getFirst().fields();
        }
    }

    /// The rows of `first`, and what `step` makes of them, and of those rows again, until it makes
    /// none. {@link Previous} of the same number is, in `step`, the rows that were made last.
    ///
    /// @param rows which of them are kept
    record Recursion(int number, Relation first, Relation step, Kept rows) implements Relation {
        public Recursion {
            if (number < 0) {
                throw new IllegalArgumentException("no recursion has the number " + number);
            }
            List<Type> types = first.fields().stream().map(Field::type).toList();
            if (!step.fields().stream().map(Field::type).toList().equals(types)) {
                throw new IllegalArgumentException(
                        "the step of a recursion has other column types than its first rows");
            }
            if (rows == Kept.NEW) {
                for (int i = 0; i < types.size(); i++) {
                    checkOrdered(i, first, "compared");
                }
            }
        }

        /// All rows (UNION ALL), or those that were not made before (UNION).
        public enum Kept {
            ALL,
            NEW
        }

        @Override
        public List<Field> fields() {
            return first.fields();
        }

        @Override
        public List<Relation> inputs() {
            return List.of(first, step);
        }
    }

    /// The rows that the step of a {@link Recursion} is made from.
    record Previous(int recursion, List<Field> fields) implements Relation {
        public Previous {
            fields = nonEmpty(fields);
            if (recursion < 0) {
                throw new IllegalArgumentException("no recursion has the number " + recursion);
            }
        }

        @Override
        public List<Relation> inputs() {
            return List.of();
        }
    }

    private static void checkOrdered(int index, Relation input, String what) {
        List<Field> fields = input.fields();
        if (index < 0 || index >= fields.size()) {
            throw new IllegalArgumentException(
                    "there is no column %d of %d".formatted(index, fields.size()));
        }
        Type type = fields.get(index).type();
        if (!type.isOrdered()) {
            throw new IllegalArgumentException(
                    "rows cannot be %s by a %s".formatted(what, type.text()));
        }
    }

    private static <T> List<T> nonEmpty(List<T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a relation has at least one column, key or input");
        }
        return List.copyOf(values);
    }
}
