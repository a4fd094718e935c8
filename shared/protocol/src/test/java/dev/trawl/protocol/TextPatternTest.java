package dev.trawl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TextPatternTest {
    @Test
    void everyMatchIsReplaced() {
        assertThat(TextPattern.of("[0-9]").replaceAll("a1b22", "#")).isEqualTo("a#b##");
        assertThat(TextPattern.of("[0-9]").replaceAll("none", "#")).isEqualTo("none");
        assertThat(TextPattern.of("[0-9]").replaceAll("", "#")).isEmpty();
    }

    @Test
    void groupsAndDollarsCanBeUsed() {
        assertThat(TextPattern.of("(.)[^@]*@(x)?").replaceAll("ada@y", "$1…$2@$$"))
                .isEqualTo("a…@$y");
    }

    @Test
    void lineEndsAndSurrogatesAreCharacters() {
        assertThat(TextPattern.of("a.b").replaceAll("a\nb a😀b", "-")).isEqualTo("- -");
    }

    @Test
    void patternsThatBacktrackForEverDoNotHere() {
        String text = "a".repeat(100_000) + "!";

        assertThat(TextPattern.of("(a+)+$").replaceAll(text, "-")).isEqualTo(text);
    }

    @Test
    void whatTheEngineLacksIsRefused() {
        assertThatThrownBy(() -> TextPattern.of("(?=a)b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a pattern of RE2");
        assertThatThrownBy(() -> TextPattern.of("(a)\\1"))
                .hasMessageStartingWith("not a pattern of RE2");
    }

    @Test
    void patternsThatMatchNothingAtAllAreRefused() {
        assertThatThrownBy(() -> TextPattern.of("x*"))
                .hasMessage("the pattern matches the empty text, so it would match everywhere: x*");
    }

    @Test
    void sizesAreBounded() {
        assertThatThrownBy(() -> TextPattern.of("((a{1000}){1000}){1000}"))
                .hasMessage("the counts of a pattern multiply to at most 1000");
        assertThatThrownBy(() -> TextPattern.of("a".repeat(257)))
                .hasMessage("a pattern has 1 to 256 characters");
        assertThat(TextPattern.of("a{1000}").replaceAll("a".repeat(1_001), "-")).isEqualTo("-a");
    }

    @Test
    void replacementsReferToGroupsThatAreThere() {
        assertThatThrownBy(() -> new Mask.RegexReplace("(a)", "$2"))
                .hasMessage("after a $ comes the number of a group, 0 to 1, or another $");
        assertThatThrownBy(() -> new Mask.RegexReplace("(a)", "cost $"))
                .hasMessageStartingWith("after a $");
    }
}
