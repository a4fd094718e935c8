package dev.trawl.source.objects.system;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A table by its name, and how each of its columns is had from an entry.
///
/// @param <E> what one row is made of
record SystemTable<E>(String name, List<Column<E>> columns) {
    /// The schema of all of them.
    static final String SCHEMA = "system";

    SystemTable {
        columns = List.copyOf(columns);
    }

    /// @param value as {@link dev.trawl.plan.Literals} has values of the field's type
    record Column<E>(Field field, Function<E, @Nullable Object> value) {}

    List<Field> fields() {
        return columns.stream().map(Column::field).toList();
    }

    Column<E> column(String column) {
        return columns.stream()
                .filter(c -> c.field().name().equals(column))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "system.%s has no column '%s'".formatted(name, column)));
    }

    static <E> Builder<E> named(String name) {
        return new Builder<>(name);
    }

    /// Collects columns in their order.
    static final class Builder<E> {
        private final String name;
        private final List<Column<E>> columns = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        Builder<E> text(String column, Function<E, @Nullable Object> value) {
            return with(column, Type.Simple.VARCHAR, value);
        }

        Builder<E> number(String column, Function<E, @Nullable Object> value) {
            return with(column, Type.Simple.BIGINT, value);
        }

        Builder<E> with(String column, Type type, Function<E, @Nullable Object> value) {
            columns.add(new Column<>(new Field(column, type), value));
            return this;
        }

        SystemTable<E> build() {
            return new SystemTable<>(name, columns);
        }
    }
}
