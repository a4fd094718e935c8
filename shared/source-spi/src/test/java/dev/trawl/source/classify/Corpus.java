package dev.trawl.source.classify;

import static dev.trawl.source.classify.Words.any;

import dev.trawl.plan.Type;
import dev.trawl.protocol.PersonalData;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Labelled columns in eight languages, made of a seed. Every kind of personal data is there under
/// names that tell of it and under names that do not; beside it stands what is easily taken for it.
final class Corpus {
    static final long SEED = 20_261_121;
    private static final int VALUES = 60;
    private static final List<String> LANGUAGES =
            List.of("en", "de", "fr", "es", "it", "pl", "nl", "sv");
    private static final List<String> COUNTRIES =
            List.of("us", "gb", "de", "fr", "es", "it", "nl", "pl", "se", "br");

    private final Random random = new Random(SEED);
    private final List<Column> columns = new ArrayList<>();

    private Corpus() {}

    /// @param label absent for what is no personal data
    record Column(String name, Type type, @Nullable PersonalData label, List<String> values) {}

    static List<Column> columns() {
        Corpus corpus = new Corpus();
        LANGUAGES.forEach(corpus::people);
        COUNTRIES.forEach(corpus::numbers);
        corpus.things();
        return List.copyOf(corpus.columns);
    }

    private void people(String language) {
        String given = "given." + language;
        String family = "family." + language;
        Function<Random, String> full = r -> any(r, given) + " " + any(r, family);
        texts(PersonalData.NAME, full, nameOf(language), "c7", "owner_of_record");
        texts(PersonalData.NAME, r -> any(r, given), firstOf(language), "f3");
        texts(PersonalData.NAME, r -> any(r, family), lastOf(language), "name");
        texts(PersonalData.EMAIL, r -> mail(r, given, family), "email", "login", "c12");
        texts(PersonalData.ADDRESS, r -> address(r, language), addressOf(language), "line1");
        texts(PersonalData.PHONE, r -> phone(r, language), phoneOf(language), "contact");
        texts(PersonalData.BIRTH, r -> birth(r).toString(), birthOf(language));
        columns.add(new Column(birthOf(language), Type.Simple.DATE, PersonalData.BIRTH, List.of()));
        texts(PersonalData.CARD, PeopleNumbers::card, "card_number", "payment_ref");
        texts(PersonalData.IBAN, PeopleNumbers::iban, "iban", "account");
        texts(PersonalData.IP, Corpus::ip, "client_ip", "seen_from");
        texts(PersonalData.TEXT, Corpus::sentence, "notes", "c99");
    }

    private void numbers(String country) {
        texts(
                PersonalData.NATIONAL_ID,
                r -> PeopleNumbers.national(country, r),
                "national_id",
                "id_no",
                "reference");
    }

    private void things() {
        for (int i = 0; i < 6; i++) {
            texts(null, r -> any(r, "adjective") + " " + any(r, "thing"), "name", "product_name");
            texts(null, r -> any(r, "city"), "city", "origin");
            texts(null, r -> any(r, "country"), "country", "name");
            texts(null, r -> any(r, "company"), "company", "supplier");
            texts(null, r -> any(r, "role"), "role", "job_title");
            texts(null, r -> new UUID(r.nextLong(), r.nextLong()).toString(), "id", "trace");
            texts(null, r -> PeopleNumbers.digits(r, 9), "order_no", "c5");
            texts(null, r -> PeopleNumbers.digits(r, 11), "ticket", "tracking");
            texts(null, r -> "4" + PeopleNumbers.digits(r, 15), "batch", "voucher");
            texts(null, r -> birth(r).plusYears(30).toString(), "order_date", "due");
            texts(
                    null,
                    r -> "%d.%d.%d".formatted(r.nextInt(9), r.nextInt(20), r.nextInt(99)),
                    "version");
            texts(null, r -> "%d.%02d".formatted(r.nextInt(900), r.nextInt(100)), "amount");
            texts(
                    null,
                    r ->
                            any(r, "thing").substring(0, 3).toUpperCase(Locale.ROOT)
                                    + "-"
                                    + r.nextInt(9_999),
                    "sku");
            texts(
                    null,
                    r -> "https://example.org/" + any(r, "thing") + "/" + r.nextInt(999),
                    "url");
            texts(
                    null,
                    r -> Stream.of("open", "closed", "pending").toList().get(r.nextInt(3)),
                    "status");
            texts(
                    null,
                    r -> "978-3-16-" + PeopleNumbers.digits(r, 6) + "-" + r.nextInt(10),
                    "isbn");
            texts(null, r -> "%02d:%02d".formatted(r.nextInt(24), r.nextInt(60)), "departure");
            texts(null, r -> Long.toHexString(r.nextLong()), "hash", "etag");
        }
    }

    private void texts(
            @Nullable PersonalData label, Function<Random, String> make, String... names) {
        for (String name : names) {
            List<String> values =
                    Stream.generate(() -> make.apply(random)).limit(VALUES).distinct().toList();
            columns.add(new Column(name, Type.Simple.VARCHAR, label, values));
        }
    }

    private static String mail(Random r, String given, String family) {
        String plain = ascii(any(r, given)) + "." + ascii(any(r, family));
        return plain
                + r.nextInt(100)
                + "@"
                + Stream.of("example.org", "mail.example.com", "post.example.de")
                        .toList()
                        .get(r.nextInt(3));
    }

    private static String ascii(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("[^A-Za-z]", "")
                .toLowerCase(Locale.ROOT);
    }

    private static String address(Random r, String language) {
        String street = any(r, "street." + language);
        int number = 1 + r.nextInt(180);
        String place = "%05d %s".formatted(1_000 + r.nextInt(90_000), any(r, "city"));
        boolean isNumberFirst = language.equals("en") || language.equals("fr");
        String line = isNumberFirst ? number + " " + street : street + " " + number;
        return r.nextInt(3) == 0 ? line : line + ", " + place;
    }

    private static String phone(Random r, String language) {
        String rest = PeopleNumbers.digits(r, 7);
        return switch (language) {
            case "en" -> "(555) %s-%s".formatted(rest.substring(0, 3), rest.substring(3));
            case "de" -> "+49 30 " + rest;
            case "fr" ->
                    "01 23 "
                            + rest.substring(0, 2)
                            + " "
                            + rest.substring(2, 4)
                            + " "
                            + rest.substring(4, 6);
            case "es" -> "+34 91 " + rest;
            case "it" -> "+39 06 " + rest;
            case "pl" -> "+48 22 " + rest;
            case "nl" -> "020 " + rest;
            default -> "08-" + rest.substring(0, 3) + " " + rest.substring(3);
        };
    }

    private static LocalDate birth(Random r) {
        return LocalDate.of(1940, 1, 1).plusDays(r.nextInt(25_000));
    }

    private static String ip(Random r) {
        return r.nextInt(4) == 0
                ? "2001:db8::%x:%x".formatted(r.nextInt(65_536), r.nextInt(65_536))
                : "%d.%d.%d.%d"
                        .formatted(
                                1 + r.nextInt(220), r.nextInt(256), r.nextInt(256), r.nextInt(256));
    }

    private static String sentence(Random r) {
        StringBuilder text = new StringBuilder();
        for (int i = 0, words = 7 + r.nextInt(20); i < words; i++) {
            text.append(i == 0 ? "" : " ").append(any(r, "word"));
        }
        return text.toString();
    }

    private static String nameOf(String language) {
        return language.equals("en") ? "full_name" : "name";
    }

    private static String firstOf(String language) {
        return switch (language) {
            case "de" -> "vorname";
            case "fr" -> "prenom";
            case "pl" -> "imie";
            case "nl" -> "voornaam";
            case "sv" -> "fornamn";
            default -> "first_name";
        };
    }

    private static String lastOf(String language) {
        return switch (language) {
            case "de" -> "Nachname";
            case "es" -> "apellidos";
            case "it" -> "cognome";
            case "pl" -> "nazwisko";
            case "nl" -> "achternaam";
            default -> "lastName";
        };
    }

    private static String addressOf(String language) {
        return switch (language) {
            case "de" -> "anschrift";
            case "fr" -> "adresse";
            case "es" -> "direccion";
            case "it" -> "indirizzo";
            case "pl", "nl" -> "adres";
            default -> "street_address";
        };
    }

    private static String phoneOf(String language) {
        return switch (language) {
            case "de", "pl" -> "telefon";
            case "es", "it" -> "telefono";
            default -> "phone_number";
        };
    }

    private static String birthOf(String language) {
        return switch (language) {
            case "de" -> "geburtsdatum";
            case "fr" -> "date_naissance";
            case "es" -> "fecha_nacimiento";
            case "it" -> "data_nascita";
            case "pl" -> "data_urodzenia";
            case "nl" -> "geboortedatum";
            default -> "date_of_birth";
        };
    }
}
