package dev.trawl.source.jdbc.mariadb;

import dev.trawl.source.kit.Capability;
import dev.trawl.source.kit.SourceFixture;
import dev.trawl.source.kit.SourceKit;
import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.trawl.testkit.MariaDbServer#isInstalled")
class MariaDbSourceIT extends SourceKit {
    @Override
    protected SourceFixture fixture() {
        return MariaDbFixture.started();
    }

    /// The kit orders by text, which is not pushed.
    @Override
    protected Set<Capability> without() {
        return Set.of(Capability.FALLIBLE_SELECT_LIST, Capability.SORT, Capability.TOP_N);
    }
}
