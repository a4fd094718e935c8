package dev.trawl.source.classify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumsTest {
    /// Examples that the issuers publish, and each with one digit changed.
    @ParameterizedTest
    @CsvSource({
        "de, 86095742719, 86095742718",
        "fr, 255081416802538, 255081416802539",
        "es, 12345678Z, 12345678A",
        "es, X1234567L, X1234567M",
        "it, RSSMRA85T10A562S, RSSMRA85T10A562T",
        "nl, 111222333, 111222334",
        "be, 85.07.30-033.28, 85.07.30-033.29",
        "pl, 44051401359, 44051401358",
        "se, 811228-9874, 811228-9873",
        "fi, 131052-308T, 131052-308U",
        "br, 529.982.247-25, 529.982.247-26",
        "ch, 756.9217.0769.85, 756.9217.0769.86",
        "gb, AB123456C, BG123456C",
        "us, 536-22-1234, 666-22-1234"
    })
    void aNationalNumberIsToldFromOneThatIsMistyped(String country, String right, String wrong) {
        NationalIds.Scheme scheme =
                NationalIds.ALL.stream()
                        .filter(s -> s.country().equals(country))
                        .findFirst()
                        .orElseThrow();
        assertThat(scheme.fits(right)).isTrue();
        assertThat(scheme.fits(wrong)).isFalse();
    }

    @Test
    void cardsAndAccountsAreCheckedByTheirDigits() {
        assertThat(Forms.card("4111 1111 1111 1111")).isTrue();
        assertThat(Forms.card("4111 1111 1111 1112")).isFalse();
        assertThat(Forms.iban("DE89 3704 0044 0532 0130 00")).isTrue();
        assertThat(Forms.iban("DE88 3704 0044 0532 0130 00")).isFalse();
    }

    @Test
    void datesAmountsAndNumbersAreNoTelephones() {
        assertThat(Forms.phone("2024-01-31")).isFalse();
        assertThat(Forms.phone("1234567")).isFalse();
        assertThat(Forms.phone("1,234,567.89")).isFalse();
        assertThat(Forms.phone("+49 30 1234567")).isTrue();
    }
}
