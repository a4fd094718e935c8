package dev.trawl.query.fake;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// A table in memory.
public record TableRows(TableName name, List<Field> fields, List<List<@Nullable Object>> rows) {
    /// Rows with these columns only.
    ArrowReader reader(
            List<Field> wanted, List<List<@Nullable Object>> of, BufferAllocator allocator) {
        List<String> names = fields.stream().map(Field::name).toList();
        List<List<@Nullable Object>> chosen = new ArrayList<>();
        for (List<@Nullable Object> row : of) {
            List<@Nullable Object> cells = new ArrayList<>();
            for (Field field : wanted) {
                cells.add(row.get(names.indexOf(field.name())));
            }
            chosen.add(Collections.unmodifiableList(cells));
        }
        return ArrowRows.reader(wanted, chosen, 1_000, allocator);
    }

    /// Part `number` of `count`, by turns.
    List<List<@Nullable Object>> part(int number, int count) {
        List<List<@Nullable Object>> part = new ArrayList<>();
        for (int i = number; i < rows.size(); i += count) {
            part.add(rows.get(i));
        }
        return part;
    }
}
