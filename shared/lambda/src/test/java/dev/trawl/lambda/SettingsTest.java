package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private enum Role {
        FRONT,
        BACK
    }

    @Test
    void valuesAreTyped() {
        Settings settings =
                new Settings(
                        Map.of(
                                "N", "7", "D", "250ms", "S", "4MB", "L", "a, b,,c", "F", "true",
                                "R", "back", "J", "[1,2]"));

        assertThat(settings.number("N", 1, 0, 10)).isEqualTo(7);
        assertThat(settings.duration("D", Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofMillis(250));
        assertThat(size(settings, "S")).isEqualTo(ByteSize.ofMegabytes(4));
        assertThat(settings.list("L")).containsExactly("a", "b", "c");
        assertThat(settings.flag("F", false)).isTrue();
        assertThat(settings.choice("R", Role.class)).isEqualTo(Role.BACK);
        assertThat(settings.<List<Long>>json("J", in -> in.list(i -> i.integer())))
                .containsExactly(1L, 2L);
    }

    @Test
    void absentAndBlankVariablesHaveTheirDefaults() {
        Settings settings = new Settings(Map.of("N", " "));

        assertThat(settings.integer("N", 3, 1, 5)).isEqualTo(3);
        assertThat(settings.text("T", "x")).isEqualTo("x");
        assertThat(settings.list("L")).isEmpty();
        assertThat(settings.flag("F", false)).isFalse();
        assertThat(size(settings, "S")).isEqualTo(new ByteSize(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    seven | N must be a number, not 'seven'
                    11    | N must be from 1 to 10, not 11
                    0     | N must be from 1 to 10, not 0
                    """)
    void numbersOutsideTheirBoundsAreRefused(String text, String message) {
        Settings settings = new Settings(Map.of("N", text));

        assertThatThrownBy(() -> settings.number("N", 1, 1, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    10  | D must be a duration such as 10s, not '10'
                    s   | D must be a duration such as 10s, not 's'
                    PX  | D must be a duration such as 10s, not 'PX'
                    2h  | D must be from PT0S to PT1H, not PT2H
                    -1s | D must be from PT0S to PT1H, not PT-1S
                    """)
    void durationsOutsideTheirBoundsAreRefused(String text, String message) {
        Settings settings = new Settings(Map.of("D", text));

        assertThatThrownBy(() ->
                        settings.duration("D", Duration.ZERO, Duration.ZERO, Duration.ofHours(1)))
                .hasMessage(message);
    }

    @Test
    void otherErrorsNameTheVariable() {
        Settings settings =
                new Settings(Map.of("F", "yes", "R", "side", "J", "{\"key\":1", "S", "1TB"));

        assertThatThrownBy(() -> settings.text("X")).hasMessage("X is not set");
        assertThatThrownBy(() -> settings.flag("F", true))
                .hasMessage("F must be true or false, not 'yes'");
        assertThatThrownBy(() -> settings.choice("R", Role.class))
                .hasMessage("R must be one of [front, back], not 'side'");
        assertThatThrownBy(() -> size(settings, "S"))
                .hasMessage("S must be a size such as 4MB, not '1TB'");
        assertThatThrownBy(() -> settings.json("J", in -> in.string()))
                .hasMessageStartingWith("J is not the JSON it must be")
                .hasMessageNotContaining("key");
    }

    @Test
    void sizesPrintTheirLargestUnit() {
        assertThat(new ByteSize(0)).hasToString("0B");
        assertThat(new ByteSize(1025)).hasToString("1025B");
        assertThat(ByteSize.parse("2048 kB")).hasToString("2MB");
        assertThatThrownBy(() -> ByteSize.parse("999999999999999999GB"))
                .hasMessage("'999999999999999999GB' is too large a size");
    }

    private static ByteSize size(Settings settings, String name) {
        return settings.size(name, new ByteSize(1), new ByteSize(0), ByteSize.ofMegabytes(100));
    }
}
