package dev.trawl.auth;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Principals as JSON: equal ones give equal text.
public final class PrincipalCodec {
    private PrincipalCodec() {}

    public static void write(JsonWriter out, Principal principal) {
        out.object(o -> {
            o.field("issuer").string(principal.issuer());
            o.field("subject").string(principal.subject());
            writeTexts(o.field("groups"), principal.groups());
            o.field("claims").map(new TreeMap<>(principal.claims()), PrincipalCodec::writeClaim);
            writeTexts(o.field("purposes"), principal.purposes());
            o.field("expires").integer(principal.tokenExpires().toEpochMilli());
        });
    }

    public static Principal read(JsonReader in) {
        in.beginObject();
        String issuer = in.field("issuer").string();
        String subject = in.field("subject").string();
        Set<String> groups = Set.copyOf(in.field("groups").list(JsonReader::string));
        Map<String, Claim> claims = in.field("claims").map(PrincipalCodec::readClaim);
        Set<String> purposes = Set.copyOf(in.field("purposes").list(JsonReader::string));
        Instant expires = Instant.ofEpochMilli(in.field("expires").integer());
        in.endObject();
        return new Principal(issuer, subject, groups, claims, purposes, expires);
    }

    private static void writeTexts(JsonWriter out, Set<String> texts) {
        out.list(texts.stream().sorted().toList(), JsonWriter::string);
    }

    private static void writeClaim(JsonWriter out, Claim claim) {
        out.object(o -> {
            switch (claim) {
                case Claim.Text text -> o.field("text").string(text.value());
                case Claim.Numeric number -> o.field("number").string(number.value().toString());
                case Claim.Flag flag -> o.field("flag").bool(flag.value());
                case Claim.Texts texts -> o.field("texts").list(texts.values(), JsonWriter::string);
            }
        });
    }

    private static Claim readClaim(JsonReader in) {
        in.beginObject();
        Claim claim =
                switch (in.peekField()) {
                    case "text" -> new Claim.Text(in.field("text").string());
                    case "number" -> new Claim.Numeric(number(in, in.field("number").string()));
                    case "flag" -> new Claim.Flag(in.field("flag").bool());
                    case "texts" ->
                            new Claim.Texts(
                                    List.copyOf(in.field("texts").list(JsonReader::string)));
                    default -> throw in.malformed("no such claim: '" + in.peekField() + "'");
                };
        in.endObject();
        return claim;
    }

    private static BigDecimal number(JsonReader in, String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _) {
            throw in.malformed("a number was expected");
        }
    }
}
