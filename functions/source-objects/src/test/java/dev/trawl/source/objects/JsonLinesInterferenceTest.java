package dev.trawl.source.objects;

import dev.trawl.source.fuzz.InterferenceKit;
import dev.trawl.source.kit.SourceFixture;

class JsonLinesInterferenceTest extends InterferenceKit {
    @Override
    protected SourceFixture fixture() {
        return new JsonLinesFixture();
    }
}
