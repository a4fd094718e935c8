package dev.trawl.source.kit;

import dev.trawl.plan.Type;
import dev.trawl.source.Source;
import java.util.Map;

/// A store that the kit may fill, and the source over it. Closed by the kit.
public interface SourceFixture extends AutoCloseable {
    /// Creates a table with its rows, replacing one of that name; gives its mapping for the
    /// catalog.
    Map<String, String> create(KitTable table);

    /// The source over the tables created so far. The fixture closes it.
    Source source();

    /// Whether the store can hold columns of the type.
    default boolean holds(Type type) {
        return true;
    }

    @Override
    void close();
}
