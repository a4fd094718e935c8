package dev.trawl.source.classify;

import dev.trawl.protocol.PersonalData;
import java.util.Locale;
import java.util.regex.Pattern;

/// Whether one text has the form of a kind of personal data.
final class Forms {
    private static final Pattern EMAIL =
            Pattern.compile(
                    "[\\p{L}\\p{N}._%+'-]{1,64}@[\\p{L}\\p{N}-]+(\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,24}");
    private static final Pattern CARD =
            Pattern.compile(
                    "(4\\d{12}(\\d{3})?(\\d{3})?|5[1-5]\\d{14}|2[2-7]\\d{14}|3[47]\\d{13}|3(0[0-5]|[689]\\d)\\d{11}|6(011|5\\d{2}|4[4-9]\\d)\\d{12}|35\\d{14})");
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}");
    private static final Pattern IP4 =
            Pattern.compile(
                    "((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)(/\\d{1,2})?");
    private static final Pattern IP6 =
            Pattern.compile("(?=.*:.*:)[0-9a-fA-F:]{2,39}(\\.\\d+){0,3}(/\\d{1,3})?");
    private static final Pattern PHONE = Pattern.compile("(\\+|00)?[0-9 ().\\-/]{6,24}");
    private static final Pattern DATE = Pattern.compile("\\d{1,4}[-./]\\d{1,2}[-./]\\d{1,4}( .*)?");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.,-]+");
    private static final Pattern BIRTH =
            Pattern.compile(
                    "((19|20)\\d{2}[-./]\\d{1,2}[-./]\\d{1,2}|\\d{1,2}[-./]\\d{1,2}[-./](19|20)\\d{2})([ T].*)?");
    private static final String STREETS =
            "street|st\\.?|avenue|ave\\.?|road|rd\\.?|lane|ln\\.?|drive|dr\\.?|boulevard|blvd\\.?|court|terrace|close|crescent"
                    + "|rue|chemin|impasse|allée|quai|calle|avenida|plaza|paseo|carrer|via|viale|piazza|corso|vicolo"
                    + "|ulica|ul\\.?|aleja|al\\.?|plac|pl\\.?|rua|travessa|largo|weg|platz|allee|gasse|straat|laan|plein|gatan|vägen|tie|katu";
    private static final Pattern ADDRESS =
            Pattern.compile(
                    "(?iu)(.*\\b("
                            + STREETS
                            + ")(\\s|,|$).*|.*\\p{L}(straße|strasse|str\\.|weg|platz|gasse|allee|straat|laan|plein|gatan|vägen|gränd|katu|tie)\\b.*)");
    private static final Pattern NAME =
            Pattern.compile(
                    "\\p{Lu}[\\p{L}'’-]*\\.?(,? (\\p{Lu}[\\p{L}'’-]*\\.?|de|del|della|di|da|dos|van|von|der|den|la|le|zu|af|y)){0,4}");
    private static final int WORDS_OF_TEXT = 6;

    private Forms() {}

    static boolean email(String text) {
        return EMAIL.matcher(text).matches();
    }

    static boolean card(String text) {
        String digits = text.replaceAll("[ -]", "");
        return CARD.matcher(digits).matches() && Checksums.luhn(digits);
    }

    static boolean iban(String text) {
        String plain = text.replace(" ", "").toUpperCase(Locale.ROOT);
        return IBAN.matcher(plain).matches() && Checksums.iban(plain);
    }

    static boolean ip(String text) {
        return IP4.matcher(text).matches() || IP6.matcher(text).matches();
    }

    /// A number that is written as people write those of telephones.
    static boolean phone(String text) {
        return phoneLike(text)
                && !NUMBERS.matcher(text).matches()
                && (text.startsWith("+") || text.startsWith("00") || text.matches(".*[ ()/].*"));
    }

    /// Digits that could be those of a telephone, where a name says so.
    static boolean phoneLike(String text) {
        long digits = text.chars().filter(Character::isDigit).count();
        return digits >= 6
                && digits <= 15
                && PHONE.matcher(text).matches()
                && !DATE.matcher(text).matches();
    }

    static boolean birth(String text) {
        return BIRTH.matcher(text).matches();
    }

    static boolean address(String text) {
        return text.length() <= 200
                && text.chars().anyMatch(Character::isDigit)
                && ADDRESS.matcher(text).matches();
    }

    /// The form of a name, whosever.
    static boolean named(String text) {
        return text.length() <= 80 && NAME.matcher(text).matches();
    }

    /// The form of a name, with one in it that is given to people.
    static boolean name(String text) {
        return named(text) && KnownNames.isIn(text);
    }

    static boolean text(String text) {
        return text.split("\\s+", WORDS_OF_TEXT + 1).length >= WORDS_OF_TEXT;
    }

    /// What a name of a column leads to expect, more lenient than without one.
    static boolean expected(PersonalData kind, String text) {
        return switch (kind) {
            case EMAIL -> email(text);
            case PHONE -> phoneLike(text);
            case CARD -> card(text);
            case IBAN -> iban(text);
            case NATIONAL_ID -> NationalIds.ALL.stream().anyMatch(s -> s.fits(text));
            case ADDRESS -> address(text) || text.matches("(?s).*\\p{L}.*");
            case NAME -> named(text);
            case BIRTH -> birth(text);
            case IP -> ip(text);
            case TEXT -> text(text);
        };
    }
}
