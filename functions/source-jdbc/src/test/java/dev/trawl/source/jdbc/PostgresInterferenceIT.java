package dev.trawl.source.jdbc;

import dev.trawl.source.fuzz.InterferenceKit;
import dev.trawl.source.kit.SourceFixture;

class PostgresInterferenceIT extends InterferenceKit {
    @Override
    protected SourceFixture fixture() {
        return PostgresFixture.started();
    }
}
