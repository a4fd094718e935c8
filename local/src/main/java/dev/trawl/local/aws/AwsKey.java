package dev.trawl.local.aws;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/// An access key pair of one caller.
public record AwsKey(String id, String secret) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /// A new pair for a function; its id is `LOCAL` and the function's name.
    public static AwsKey generate(String function) {
        byte[] secret = new byte[30];
        RANDOM.nextBytes(secret);
        return new AwsKey(
                "LOCAL" + function.toUpperCase(Locale.ROOT).replace('-', '_'),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "AwsKey[" + id + "]";
    }
}
