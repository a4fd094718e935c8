package dev.trawl.source.fuzz;

import dev.trawl.source.kit.InMemorySource;
import dev.trawl.source.kit.SourceFixture;

class InMemoryInterferenceTest extends InterferenceKit {
    @Override
    protected SourceFixture fixture() {
        return new InMemorySource(relation -> relation);
    }

    @Override
    protected int cases() {
        return 20;
    }
}
