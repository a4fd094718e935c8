package dev.trawl.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SynthTest {

    @Test
    void aFleetIsSynthesised(@TempDir Path folder) {
        TestFleets.Synthesised fleet = TestFleets.synthesise(TestFleets.FULL, Profile.AWS, folder);

        fleet.functions().resourceCountIs("AWS::Lambda::Function", 8);
        assertThat(fleet.edge()).isNotNull();
    }
}
