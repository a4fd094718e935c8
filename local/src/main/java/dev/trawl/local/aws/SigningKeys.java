package dev.trawl.local.aws;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.text.ParseException;
import java.util.Optional;

/// P-256 keys as files of their own that only their owner reads, in place of KMS.
public final class SigningKeys {

    private final Path folder;

    /// Keys in `folder`.
    public SigningKeys(Path folder) {
        this.folder = folder;
    }

    /// The key, made and kept where there is none.
    public synchronized ECKey findOrCreate(String id) {
        Optional<ECKey> present = find(id);
        if (present.isPresent()) {
            return present.get();
        }
        try {
            ECKey key = new ECKeyGenerator(Curve.P_256).keyID(id).generate();
            PrivateFiles.write(file(id), key.toJSONString());
            return key;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The key, if there is one.
    public Optional<ECKey> find(String id) {
        Path file = file(id);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ECKey.parse(PrivateFiles.read(file)));
        } catch (ParseException e) {
            throw new IllegalStateException(file + " is not a JSON Web Key.");
        }
    }

    /// A DER signature, over a message or over its SHA-256.
    static byte[] sign(ECKey key, byte[] message, boolean digest) {
        try {
            Signature signature =
                    Signature.getInstance(digest ? "NONEwithECDSA" : "SHA256withECDSA");
            signature.initSign(key.toECPrivateKey());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(String id) {
        if (!id.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("A key's id has letters, digits, - and _: " + id);
        }
        return folder.resolve(id + ".jwk");
    }
}
