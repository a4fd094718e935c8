package dev.trawl.source.objects;

import dev.trawl.source.kit.SourceFixture;
import dev.trawl.source.kit.SourceKit;

class ParquetSourceTest extends SourceKit {
    @Override
    protected SourceFixture fixture() {
        return new ParquetFixture();
    }
}
