package dev.trawl.local.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AwsKeyTest {
    @Test
    void idsAreAlphanumericAndDifferent() {
        List<String> ids =
                List.of("source-a_b", "source-a-b", "source-ab", "source-azz5fb", "query").stream()
                        .map(f -> AwsKey.generate(f).id())
                        .toList();

        assertThat(ids).allMatch(id -> id.matches("[A-Z0-9]+")).doesNotHaveDuplicates();
    }
}
