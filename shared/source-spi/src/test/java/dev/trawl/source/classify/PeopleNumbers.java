package dev.trawl.source.classify;

import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Valid numbers of many kinds, each made by trying last digits until its check holds.
final class PeopleNumbers {
    private PeopleNumbers() {}

    static String card(Random random) {
        String begin = new String[] {"4", "51", "55", "2221"}[random.nextInt(4)];
        return completed(begin + digits(random, 15 - begin.length()), Checksums::luhn);
    }

    static String iban(Random random) {
        String[] countries = {"DE", "FR", "ES", "NL", "PL", "SE"};
        String country = countries[random.nextInt(countries.length)];
        String account = digits(random, 18);
        return IntStream.range(2, 99)
                .mapToObj(check -> "%s%02d%s".formatted(country, check, account))
                .filter(Checksums::iban)
                .findFirst()
                .orElseThrow();
    }

    static String national(String country, Random random) {
        return switch (country) {
            case "us" ->
                    "%03d-%02d-%04d"
                            .formatted(
                                    1 + random.nextInt(600),
                                    1 + random.nextInt(99),
                                    1 + random.nextInt(9_999));
            case "gb" -> "AB" + digits(random, 6) + "ABCD".charAt(random.nextInt(4));
            case "de" -> completed("4" + digits(random, 9), Checksums::germanTax);
            case "fr" -> french(random);
            case "es" -> spanish(random);
            case "it" -> italian(random);
            case "nl" -> checked(() -> digits(random, 9), Checksums::dutch);
            case "pl" ->
                    completed(
                            "%02d%02d%02d%s"
                                    .formatted(
                                            50 + random.nextInt(50),
                                            1 + random.nextInt(12),
                                            1 + random.nextInt(28),
                                            digits(random, 4)),
                            Checksums::polish);
            case "se" -> swedish(random);
            case "br" -> brazilian(random);
            default -> throw new IllegalArgumentException(country);
        };
    }

    static String digits(Random random, int count) {
        StringBuilder digits = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits.toString();
    }

    private static String french(Random random) {
        String number =
                "%d%02d%02d%s"
                        .formatted(
                                1 + random.nextInt(2),
                                random.nextInt(100),
                                1 + random.nextInt(12),
                                digits(random, 8));
        return number + "%02d".formatted(97 - Long.parseLong(number) % 97);
    }

    private static String spanish(Random random) {
        String number = digits(random, 8);
        return IntStream.rangeClosed('A', 'Z')
                .mapToObj(letter -> number + (char) letter)
                .filter(Checksums::spanish)
                .findFirst()
                .orElseThrow();
    }

    private static String italian(Random random) {
        String begin =
                "%s%02dA%02dH%s"
                        .formatted(
                                letters(random, 6),
                                random.nextInt(100),
                                1 + random.nextInt(28),
                                digits(random, 3));
        return IntStream.rangeClosed('A', 'Z')
                .mapToObj(letter -> begin + (char) letter)
                .filter(Checksums::italian)
                .findFirst()
                .orElseThrow();
    }

    private static String swedish(Random random) {
        String birth =
                "%02d%02d%02d"
                        .formatted(
                                random.nextInt(100),
                                1 + random.nextInt(12),
                                1 + random.nextInt(28));
        String whole = completed(birth + digits(random, 3), Checksums::luhn);
        return birth + "-" + whole.substring(6);
    }

    private static String brazilian(Random random) {
        String begin = digits(random, 9);
        return IntStream.range(0, 100)
                .mapToObj(check -> begin + "%02d".formatted(check))
                .filter(Checksums::brazilian)
                .findFirst()
                .orElseThrow();
    }

    private static String letters(Random random, int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append((char) ('A' + random.nextInt(26)));
        }
        return letters.toString();
    }

    private static String completed(String begin, Predicate<String> check) {
        return IntStream.range(0, 10)
                .mapToObj(digit -> begin + digit)
                .filter(check)
                .findFirst()
                .orElseThrow();
    }

    private static String checked(
            java.util.function.Supplier<String> numbers, Predicate<String> check) {
        return java.util.stream.Stream.generate(numbers).filter(check).findFirst().orElseThrow();
    }
}
