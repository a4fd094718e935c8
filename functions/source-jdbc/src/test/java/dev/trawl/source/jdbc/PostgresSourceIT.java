package dev.trawl.source.jdbc;

import dev.trawl.source.kit.SourceFixture;
import dev.trawl.source.kit.SourceKit;

class PostgresSourceIT extends SourceKit {
    @Override
    protected SourceFixture fixture() {
        return PostgresFixture.started();
    }
}
