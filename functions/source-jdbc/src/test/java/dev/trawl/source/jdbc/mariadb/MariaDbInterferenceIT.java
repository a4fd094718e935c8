package dev.trawl.source.jdbc.mariadb;

import dev.trawl.source.fuzz.InterferenceKit;
import dev.trawl.source.kit.SourceFixture;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
class MariaDbInterferenceIT extends InterferenceKit {
    @Override
    protected SourceFixture fixture() {
        return MariaDbFixture.started();
    }
}
