package dev.trawl.source.jdbc;

import dev.trawl.source.fuzz.InterferenceKit;
import dev.trawl.source.kit.SourceFixture;

/// Over tables of several pages, whose number follows from hidden rows, too.
class PostgresPagesInterferenceIT extends InterferenceKit {
    @Override
    protected SourceFixture fixture() {
        return PostgresFixture.readByPages();
    }

    /// Connections read side by side.
    @Override
    protected boolean keepsOrder() {
        return false;
    }

    @Override
    protected int cases() {
        return 200;
    }
}
