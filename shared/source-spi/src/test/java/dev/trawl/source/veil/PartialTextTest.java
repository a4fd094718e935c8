package dev.trawl.source.veil;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.Mask;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @Test
    void bytesAreMaskedLikeTexts() {
        for (Mask.Partial mask :
                List.of(
                        ONE_AND_TWO,
                        new Mask.Partial(0, 0, "#"),
                        new Mask.Partial(2, 0, "\u00e9"),
                        new Mask.Partial(0, 3, "😀"))) {
            for (String text :
                    List.of("", "a", "abc", "abcdef", "a\u00e9bcd", "😀bc😀😀", "\u007fxyz")) {
                assertThat(PartialText.of(text.getBytes(StandardCharsets.UTF_8), mask))
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(PartialText.of(text, mask));
            }
        }
    }
}
