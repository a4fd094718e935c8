package dev.trawl.fleettests;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.text.ParseException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Tokens as an attacker, or a clumsy client, would send them. All say they are ana.
final class Tokens {
    static final String ISSUER = "https://login.fleet.test";

    private final ECKey key;

    private Tokens(ECKey key) {
        this.key = key;
    }

    /// With the key of the fleet's development issuer.
    static Tokens of(FleetUnderTest fleet) throws IOException, ParseException {
        return new Tokens(
                ECKey.parse(Files.readString(fleet.fleet().state().resolve("keys/issuer.jwk"))));
    }

    /// A token that is good, to show that the others fail for their own reason.
    String good() throws JOSEException {
        return signed(claims().build(), key);
    }

    /// Somebody else's, good for two hours.
    String of(String subject, String group, Map<String, String> more) throws JOSEException {
        JWTClaimsSet.Builder other =
                claims().subject(subject)
                        .claim("groups", new ArrayList<>(List.of(group)))
                        .expirationTime(at(Instant.now().plusSeconds(7_200)));
        more.forEach(other::claim);
        return signed(other.build(), key);
    }

    /// By what is wrong with them.
    Map<String, String> bad() throws JOSEException {
        Map<String, String> bad = new LinkedHashMap<>();
        Instant now = Instant.now();
        ECKey foreign = new ECKeyGenerator(Curve.P_256).keyID(key.getKeyID()).generate();
        bad.put("no token at all", "nonsense");
        bad.put("three empty parts", "..");
        bad.put("not base64", "a.b.c");
        bad.put(
                "expired",
                signed(claims().expirationTime(at(now.minusSeconds(3600))).build(), key));
        bad.put("without expiry", signed(claims().expirationTime(null).build(), key));
        bad.put(
                "not yet valid",
                signed(claims().notBeforeTime(at(now.plusSeconds(3600))).build(), key));
        bad.put("for others", signed(claims().audience("others").build(), key));
        bad.put("for nobody", signed(claims().audience(List.<String>of()).build(), key));
        bad.put(
                "from a foreign issuer",
                signed(claims().issuer("https://evil.example").build(), key));
        bad.put("signed with a foreign key", signed(claims().build(), foreign));
        bad.put("without a subject", signed(claims().subject(null).build(), key));
        bad.put("of type none", new PlainJWT(claims().build()).serialize());
        bad.put("HS256 with the public key", confused());
        bad.put("with a key of its own", withOwnKey(foreign));
        bad.put("with a key set of its own", withOwnKeySet(foreign));
        bad.put("with a path as its key id", withKeyId(foreign, "../../keys/issuer.jwk"));
        bad.put("with SQL as its key id", withKeyId(foreign, "' or '1'='1"));
        bad.put(
                "from an issuer that begins alike",
                signed(claims().issuer(ISSUER + ".evil.example").build(), key));
        bad.put("with two subjects", withTwoSubjects());
        bad.put("of another type", ofType("secevent+jwt"));
        bad.put("changed after it was signed", changed());
        bad.put("without its signature", good().replaceAll("\\.[^.]*$", "."));
        return bad;
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("ana")
                .audience("trawl")
                .claim("groups", new ArrayList<>(List.of("analysts")))
                .issueTime(at(now))
                .expirationTime(at(now.plusSeconds(600)));
    }

    private static Date at(Instant instant) {
        return Date.from(instant);
    }

    private static String signed(JWTClaimsSet claims, ECKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(header(key).build(), claims);
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static JWSHeader.Builder header(ECKey key) {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID());
    }

    private String confused() throws JOSEException {
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(),
                        claims().build());
        byte[] publicKey = key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        token.sign(new MACSigner(publicKey));
        return token.serialize();
    }

    private static String withOwnKey(ECKey foreign) throws JOSEException {
        SignedJWT token =
                new SignedJWT(header(foreign).jwk(foreign.toPublicJWK()).build(), claims().build());
        token.sign(new ECDSASigner(foreign));
        return token.serialize();
    }

    private static String withOwnKeySet(ECKey foreign) throws JOSEException {
        SignedJWT token =
                new SignedJWT(
                        header(foreign)
                                .jwkURL(URI.create("https://evil.example/jwks.json"))
                                .build(),
                        claims().build());
        token.sign(new ECDSASigner(foreign));
        return token.serialize();
    }

    private static String withKeyId(ECKey foreign, String id) throws JOSEException {
        SignedJWT token = new SignedJWT(header(foreign).keyID(id).build(), claims().build());
        token.sign(new ECDSASigner(foreign));
        return token.serialize();
    }

    /// Whoever reads the first one and whoever reads the last one would disagree.
    private String withTwoSubjects() throws JOSEException {
        String claims = claims().build().toString();
        JWSObject token =
                new JWSObject(
                        header(key).build(),
                        new Payload("{\"sub\":\"stella\"," + claims.substring(1)));
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private String ofType(String type) throws JOSEException {
        SignedJWT token =
                new SignedJWT(header(key).type(new JOSEObjectType(type)).build(), claims().build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private String changed() throws JOSEException {
        String[] parts = good().split("\\.", -1);
        String other = signed(claims().subject("stella").build(), key).split("\\.", -1)[1];
        return parts[0] + "." + other + "." + parts[2];
    }
}
