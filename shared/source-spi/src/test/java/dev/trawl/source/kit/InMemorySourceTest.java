package dev.trawl.source.kit;

import java.util.Set;

class InMemorySourceTest extends SourceKit {
    @Override
    protected SourceFixture fixture() {
        return new InMemorySource(relation -> relation);
    }

    @Override
    protected Set<Capability> without() {
        return Set.of(Capability.FALLIBLE_SELECT_LIST, Capability.SAMPLE);
    }
}
