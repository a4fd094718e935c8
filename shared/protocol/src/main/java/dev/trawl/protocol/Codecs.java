package dev.trawl.protocol;

import dev.trawl.plan.json.JsonReader;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.Supplier;

/// What the codecs of this package share.
final class Codecs {
    private Codecs() {}

    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E readEnum(JsonReader in, E[] values) {
        String text = in.string();
        for (E value : values) {
            if (text(value).equals(text)) {
                return value;
            }
        }
        throw in.malformed(
                "no such %s: '%s'".formatted(values[0].getDeclaringClass().getSimpleName(), text));
    }

    static Instant readInstant(JsonReader in) {
        String text = in.string();
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw in.malformed("not an instant");
        }
    }

    /// What `make` gives; its refusal as a malformed document.
    static <T> T checked(JsonReader in, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw in.malformed(String.valueOf(e.getMessage()));
        }
    }
}
