package dev.trawl.source.veil;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RandomTextTest {
    @Test
    void textsHaveThePattern() {
        RandomText texts = new RandomText("#?-€#", "seed");

        assertThat(Stream.generate(texts::next).limit(100))
                .allMatch(t -> t.matches("[0-9][a-z]-€[0-9]"))
                .satisfies(all -> assertThat(all.stream().distinct().count()).isGreaterThan(50));
    }

    @Test
    void anotherReadingHasOtherTexts() {
        assertThat(new RandomText("##########", "query|0|0").next())
                .isNotEqualTo(new RandomText("##########", "query|0|1").next())
                .isEqualTo(new RandomText("##########", "query|0|0").next());
    }
}
