package dev.trawl.local.lambda;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// How a secret may lie in memory: as text of one or two bytes a character, and as the bytes that
/// the text stands for.
final class SecretForms {

    /// Shorter ones are in every heap by chance.
    private static final int LENGTH_MIN = 12;

    private SecretForms() {}

    /// None for a secret that is too short to be looked for.
    static List<byte[]> of(String secret) {
        List<byte[]> forms = new ArrayList<>();
        if (secret.length() >= LENGTH_MIN) {
            forms.add(secret.getBytes(StandardCharsets.UTF_8));
            forms.add(secret.getBytes(StandardCharsets.UTF_16BE));
            decoded(secret, forms);
        }
        return forms;
    }

    private static void decoded(String secret, List<byte[]> forms) {
        Base64.Decoder decoder =
                secret.indexOf('-') >= 0 || secret.indexOf('_') >= 0
                        ? Base64.getUrlDecoder()
                        : Base64.getDecoder();
        try {
            byte[] bytes = decoder.decode(secret);
            if (bytes.length >= LENGTH_MIN) {
                forms.add(bytes);
            }
        } catch (IllegalArgumentException _) {
            // It is not base64.
        }
    }
}
