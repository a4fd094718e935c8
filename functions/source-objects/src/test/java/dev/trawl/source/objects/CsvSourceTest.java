package dev.trawl.source.objects;

import dev.trawl.source.kit.Capability;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.source.kit.SourceKit;
import java.util.Set;

class CsvSourceTest extends SourceKit {
    @Override
    protected SourceFixture fixture() {
        return new CsvFixture();
    }

    /// Discovery of text files only guesses types, which `DiscoveryTest` is about.
    @Override
    protected Set<Capability> without() {
        return Set.of(Capability.DISCOVERY);
    }
}
