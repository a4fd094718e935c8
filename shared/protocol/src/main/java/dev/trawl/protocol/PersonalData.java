package dev.trawl.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Kinds of personal data that a scan finds in columns. The word is all of a value that leaves a
/// source function.
public enum PersonalData {
    EMAIL,
    PHONE,
    /// Numbers of payment cards.
    CARD,
    /// Numbers of bank accounts.
    IBAN,
    /// Numbers that states give to people.
    NATIONAL_ID,
    /// Postal addresses.
    ADDRESS,
    /// Names of people.
    NAME,
    /// Dates of birth.
    BIRTH,
    /// Addresses of hosts.
    IP,
    /// Free text, which may hold anything.
    TEXT;

    /// As documents and messages write it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The tag by which policies select columns of the kind.
    public String tag() {
        return "pii." + text();
    }

    /// By its text.
    public static Optional<PersonalData> find(String text) {
        return Arrays.stream(values()).filter(p -> p.text().equals(text)).findFirst();
    }
}
