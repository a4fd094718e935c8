package dev.trawl.auth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the setting `TRAWL_ISSUERS`: a JSON array of `{"issuer", "jwksUri", "audiences": [],
/// "algorithms": []}`, optionally with `groupsClaim` and `purposesClaim`.
public final class Issuers {
    private static final Set<String> FIELDS =
            Set.of("issuer", "jwksUri", "audiences", "algorithms", "groupsClaim", "purposesClaim");

    private Issuers() {}

    /// @throws IllegalArgumentException if the text is not such an array
    public static List<Issuer> parse(String json) {
        try {
            Map<String, Object> wrapped = JSONObjectUtils.parse("{\"issuers\":" + json + "}");
            Map<String, Object>[] entries = JSONObjectUtils.getJSONObjectArray(wrapped, "issuers");
            if (entries == null || wrapped.size() != 1) {
                throw new IllegalArgumentException("TRAWL_ISSUERS is a JSON array of issuers");
            }
            List<Issuer> issuers = new ArrayList<>();
            for (Map<String, Object> entry : entries) {
                issuers.add(parse(entry));
            }
            return List.copyOf(issuers);
        } catch (ParseException e) {
            throw new IllegalArgumentException(
                    "TRAWL_ISSUERS is a JSON array of issuers: " + e.getMessage(), e);
        }
    }

    private static Issuer parse(Map<String, Object> entry) throws ParseException {
        for (String field : entry.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException(
                        "an issuer in TRAWL_ISSUERS has no field '%s'".formatted(field));
            }
        }
        return new Issuer(
                required(entry, "issuer"),
                URI.create(required(entry, "jwksUri")),
                texts(entry, "audiences"),
                texts(entry, "algorithms"),
                optional(entry, "groupsClaim").orElse("groups"),
                optional(entry, "purposesClaim").orElse("purposes"));
    }

    private static String required(Map<String, Object> entry, String field) throws ParseException {
        return optional(entry, field)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "an issuer in TRAWL_ISSUERS needs the field '%s'"
                                        .formatted(field)));
    }

    private static Optional<String> optional(Map<String, Object> entry, String field)
            throws ParseException {
        return Optional.ofNullable(JSONObjectUtils.getString(entry, field));
    }

    private static Set<String> texts(Map<String, Object> entry, String field)
            throws ParseException {
        List<String> texts = JSONObjectUtils.getStringList(entry, field);
        return texts == null ? Set.of() : Set.copyOf(texts);
    }
}
