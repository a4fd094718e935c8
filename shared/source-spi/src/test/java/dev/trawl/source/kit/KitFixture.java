package dev.trawl.source.kit;

import dev.trawl.plan.Type;
import dev.trawl.source.SourceSettings;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A store that the kit may fill, with a source over it, wherever that source runs. Closed by the
/// kit.
public interface KitFixture extends AutoCloseable {
    /// Creates a table with its rows, replacing one of that name; gives its mapping for the
    /// catalog.
    Map<String, String> create(KitTable table);

    /// The source over these tables, with the limits that it has.
    Harness harness(Map<KitTable, Map<String, String>> mappings);

    /// The source over these tables with other limits; nothing where they are not the kit's to set.
    Optional<Harness> limited(Map<KitTable, Map<String, String>> mappings, SourceSettings settings);

    /// Whether the store can hold columns of the type.
    default boolean holds(Type type) {
        return true;
    }

    /// What the store holds for a value: the value, unless it has none such.
    default @Nullable Object kept(@Nullable Object value) {
        return value;
    }

    @Override
    void close();
}
