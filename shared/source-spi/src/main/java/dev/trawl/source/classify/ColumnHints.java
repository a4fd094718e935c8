package dev.trawl.source.classify;

import dev.trawl.protocol.PersonalData;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What the name of a column leads to expect, in several languages.
final class ColumnHints {
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");

    /// Whole words of names.
    private static final Map<PersonalData, Set<String>> WORDS =
            Map.of(
                    PersonalData.EMAIL,
                    Set.of("email", "mail", "correo", "courriel", "epost", "emailadresse"),
                    PersonalData.PHONE,
                    Set.of(
                            "phone",
                            "tel",
                            "telefon",
                            "telephone",
                            "telefono",
                            "telefone",
                            "mobile",
                            "cell",
                            "cellphone",
                            "handy",
                            "fax",
                            "movil",
                            "gsm",
                            "msisdn",
                            "mobil",
                            "telefonnummer",
                            "telefoon",
                            "phonenumber",
                            "portable"),
                    PersonalData.CARD,
                    Set.of(
                            "pan",
                            "creditcard",
                            "cardnumber",
                            "kreditkarte",
                            "kartennummer",
                            "cardno",
                            "tarjeta"),
                    PersonalData.IBAN,
                    Set.of("iban"),
                    PersonalData.NATIONAL_ID,
                    Set.of(
                            "ssn",
                            "nino",
                            "steuerid",
                            "nir",
                            "dni",
                            "nie",
                            "bsn",
                            "pesel",
                            "personnummer",
                            "hetu",
                            "cpf",
                            "ahv",
                            "nationalid",
                            "insee"),
                    PersonalData.ADDRESS,
                    Set.of(
                            "address",
                            "street",
                            "adresse",
                            "anschrift",
                            "strasse",
                            "direccion",
                            "indirizzo",
                            "calle",
                            "rue",
                            "adres",
                            "ulica",
                            "straat",
                            "adress",
                            "gatuadress",
                            "endereco",
                            "addr"),
                    PersonalData.NAME,
                    Set.of(
                            "surname",
                            "firstname",
                            "lastname",
                            "fullname",
                            "vorname",
                            "nachname",
                            "familienname",
                            "prenom",
                            "apellido",
                            "apellidos",
                            "cognome",
                            "imie",
                            "nazwisko",
                            "voornaam",
                            "achternaam",
                            "fornamn",
                            "efternamn",
                            "cardholder",
                            "forename",
                            "sobrenome"),
                    PersonalData.BIRTH,
                    Set.of(
                            "birth",
                            "dob",
                            "birthday",
                            "born",
                            "birthdate",
                            "geburtstag",
                            "geburtsdatum",
                            "geboren",
                            "naissance",
                            "nacimiento",
                            "nascita",
                            "urodzenia",
                            "fodd",
                            "geboortedatum",
                            "nascimento",
                            "geb",
                            "fodelsedatum"),
                    PersonalData.IP,
                    Set.of("ip", "ipaddress", "ipaddr", "ipv4", "ipv6"),
                    PersonalData.TEXT,
                    Set.of(
                            "note",
                            "notes",
                            "comment",
                            "comments",
                            "remark",
                            "remarks",
                            "message",
                            "bemerkung",
                            "bemerkungen",
                            "kommentar",
                            "commentaire",
                            "feedback",
                            "notiz",
                            "notizen",
                            "observaciones",
                            "uwagi",
                            "opmerking"));

    /// Words that follow each other in names.
    private static final Map<String, PersonalData> PHRASES =
            Map.ofEntries(
                    Map.entry("e mail", PersonalData.EMAIL),
                    Map.entry("card number", PersonalData.CARD),
                    Map.entry("card no", PersonalData.CARD),
                    Map.entry("credit card", PersonalData.CARD),
                    Map.entry("cc number", PersonalData.CARD),
                    Map.entry("social security", PersonalData.NATIONAL_ID),
                    Map.entry("national id", PersonalData.NATIONAL_ID),
                    Map.entry("tax id", PersonalData.NATIONAL_ID),
                    Map.entry("steuer id", PersonalData.NATIONAL_ID),
                    Map.entry("codice fiscale", PersonalData.NATIONAL_ID),
                    Map.entry("remote addr", PersonalData.IP),
                    Map.entry("first name", PersonalData.NAME),
                    Map.entry("last name", PersonalData.NAME),
                    Map.entry("full name", PersonalData.NAME),
                    Map.entry("given name", PersonalData.NAME),
                    Map.entry("family name", PersonalData.NAME),
                    Map.entry("middle name", PersonalData.NAME),
                    Map.entry("customer name", PersonalData.NAME),
                    Map.entry("passenger name", PersonalData.NAME),
                    Map.entry("contact name", PersonalData.NAME),
                    Map.entry("employee name", PersonalData.NAME),
                    Map.entry("patient name", PersonalData.NAME),
                    Map.entry("card holder", PersonalData.NAME),
                    Map.entry("holder name", PersonalData.NAME));

    /// Of a name that holds several words, what decides.
    private static final List<PersonalData> ORDER =
            List.of(
                    PersonalData.EMAIL,
                    PersonalData.IP,
                    PersonalData.IBAN,
                    PersonalData.CARD,
                    PersonalData.NATIONAL_ID,
                    PersonalData.PHONE,
                    PersonalData.BIRTH,
                    PersonalData.NAME,
                    PersonalData.ADDRESS,
                    PersonalData.TEXT);

    private ColumnHints() {}

    /// What the name tells of; nothing for most.
    static Optional<PersonalData> of(String column) {
        String words = words(column);
        for (Map.Entry<String, PersonalData> phrase : PHRASES.entrySet()) {
            if ((" " + words + " ").contains(" " + phrase.getKey() + " ")) {
                return Optional.of(phrase.getValue());
            }
        }
        Set<String> single = Set.copyOf(List.of(words.split(" ")).stream().distinct().toList());
        return ORDER.stream()
                .filter(kind ->
                        WORDS.getOrDefault(kind, Set.of()).stream().anyMatch(single::contains))
                .findFirst();
    }

    /// Whether the name says that a name is in it, and not whose.
    static boolean isSomeName(String column) {
        return Set.of("name", "nom", "nome", "nombre", "naam", "namn", "customer", "passenger")
                .contains(words(column));
    }

    private static String words(String column) {
        String apart = CAMEL.matcher(column).replaceAll("_").toLowerCase(Locale.ROOT);
        String plain =
                MARKS.matcher(Normalizer.normalize(apart.replace("ß", "ss"), Normalizer.Form.NFD))
                        .replaceAll("");
        return BETWEEN.matcher(plain).replaceAll(" ").strip();
    }
}
