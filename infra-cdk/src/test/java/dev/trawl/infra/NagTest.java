package dev.trawl.infra;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cdklabs.cdknag.AwsSolutionsChecks;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;

final class NagTest {

    @Test
    void cdkNagFindsNothingThatHasNoReason(@TempDir Path folder) {
        App app = TrawlApp.app(Map.of());
        Fleet fleet = Fleet.of(app, TestFleets.deployment(TestFleets.FULL, folder));
        Aspects.of(app).add(new AwsSolutionsChecks());

        List<String> findings =
                Stream.of(fleet.state(), fleet.functions(), fleet.edge().orElseThrow())
                        .flatMap(NagTest::findings)
                        .toList();

        assertThat(findings).isEmpty();
    }

    // The library gives its findings as a type that it deprecates, and has no other yet.
    @SuppressWarnings("deprecation")
    private static Stream<String> findings(Stack stack) {
        Annotations annotations = Annotations.fromStack(stack);
        return Stream.concat(
                        annotations
                                .findError("*", Match.stringLikeRegexp("AwsSolutions.*"))
                                .stream(),
                        annotations
                                .findWarning("*", Match.stringLikeRegexp("AwsSolutions.*"))
                                .stream())
                .map(m -> m.getId() + ": " + m.getEntry().getData());
    }
}
