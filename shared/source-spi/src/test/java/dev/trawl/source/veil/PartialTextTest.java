package dev.trawl.source.veil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.Mask;
import org.junit.jupiter.api.Test;

class PartialTextTest {
    private static final Mask.Partial ONE_AND_TWO = new Mask.Partial(1, 2, "*");

    @Test
    void endsAreKept() {
        assertThat(PartialText.of("abcdef", ONE_AND_TWO)).isEqualTo("a***ef");
    }

    @Test
    void shortTextsAreReplacedWhole() {
        assertThat(PartialText.of("abc", ONE_AND_TWO)).isEqualTo("***");
        assertThat(PartialText.of("", ONE_AND_TWO)).isEmpty();
    }

    @Test
    void codePointsAreNotCut() {
        assertThat(PartialText.of("😀bc😀😀", ONE_AND_TWO)).isEqualTo("😀**😀😀");
        assertThat(PartialText.of("abcd", new Mask.Partial(1, 0, "😀"))).isEqualTo("a😀😀😀");
    }
}
