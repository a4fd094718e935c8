package dev.trawl.source.kit;

import dev.trawl.source.Source;
import dev.trawl.source.SourceSettings;
import java.util.Map;
import java.util.Optional;

/// A store that the kit may fill, and a source over it in this process.
public interface SourceFixture extends KitFixture {
    /// The source over the tables created so far. The fixture closes it.
    Source source();

    @Override
    default Harness harness(Map<KitTable, Map<String, String>> mappings) {
        return new Harness(source(), mappings);
    }

    @Override
    default Optional<Harness> limited(
            Map<KitTable, Map<String, String>> mappings, SourceSettings settings) {
        return Optional.of(new Harness(source(), mappings, settings));
    }
}
