package dev.trawl.source.classify;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Numbers that states give to people, each by its form and, where it has one, its check.
final class NationalIds {
    /// All that are known. A column is of one of them, not of several by chance.
    static final List<Scheme> ALL =
            List.of(
                    new Scheme("us", "(?!000|666|9)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}", _ -> true),
                    new Scheme(
                            "gb",
                            "(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]",
                            _ -> true),
                    new Scheme(
                            "de", "[1-9]\\d ?\\d{3} ?\\d{3} ?\\d{3}", digits(Checksums::germanTax)),
                    new Scheme(
                            "fr",
                            "[12] ?\\d{2} ?(0[1-9]|1[0-2]) ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{2}",
                            digits(Checksums::french)),
                    new Scheme(
                            "es",
                            "[0-9XYZ]\\d{7}-?[A-Z]",
                            text -> Checksums.spanish(text.replace("-", ""))),
                    new Scheme(
                            "it",
                            "[A-Z]{6}\\d{2}[ABCDEHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]",
                            Checksums::italian),
                    new Scheme("nl", "\\d{9}", Checksums::dutch),
                    new Scheme(
                            "be",
                            "\\d{2}\\.?(0[0-9]|1[0-2])\\.?[0-3]\\d-?\\d{3}\\.?\\d{2}",
                            digits(Checksums::belgian)),
                    new Scheme(
                            "pl",
                            "\\d{2}[02468][1-9][0-3]\\d{6}|\\d{2}[13579][0-2][0-3]\\d{6}",
                            Checksums::polish),
                    new Scheme(
                            "se",
                            "(19|20)?\\d{2}(0[1-9]|1[0-2])[0-3]\\d[-+]\\d{4}",
                            digits(d -> Checksums.luhn(d.substring(d.length() - 10)))),
                    new Scheme(
                            "fi",
                            "[0-3]\\d(0[1-9]|1[0-2])\\d{2}[-+A]\\d{3}[0-9A-FHJ-NPR-Y]",
                            text ->
                                    Checksums.finnish(
                                            text.substring(0, 6) + text.substring(7, 10),
                                            text.charAt(10))),
                    new Scheme(
                            "br",
                            "\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}|\\d{11}",
                            digits(Checksums::brazilian)),
                    new Scheme(
                            "ch", "756\\.?\\d{4}\\.?\\d{4}\\.?\\d{2}", digits(Checksums::swiss)));

    private NationalIds() {}

    /// One country's numbers.
    record Scheme(String country, Pattern form, Predicate<String> check) {
        Scheme(String country, String form, Predicate<String> check) {
            this(country, Pattern.compile(form), check);
        }

        boolean fits(String text) {
            return form.matcher(text).matches() && check.test(text);
        }
    }

    private static Predicate<String> digits(Predicate<String> check) {
        return text -> check.test(text.replaceAll("\\D", ""));
    }
}
