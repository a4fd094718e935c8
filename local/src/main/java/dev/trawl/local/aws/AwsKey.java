package dev.trawl.local.aws;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;

/// An access key pair of one caller.
public record AwsKey(String id, String secret) {

    private static final SecureRandom RANDOM = new SecureRandom();

    /// A new pair for a function; its id is `LOCAL` and the function's name, in letters and digits
    /// only: DynamoDB Local refuses others. What is neither is written as Z and its code, and so is
    /// Z.
    public static AwsKey generate(String function) {
        byte[] secret = new byte[30];
        RANDOM.nextBytes(secret);
        return new AwsKey(
                "LOCAL" + alphanumeric(function.toUpperCase(Locale.ROOT)),
                Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    private static String alphanumeric(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isPlain = c >= 'A' && c < 'Z' || c >= '0' && c <= '9';
            text.append(isPlain ? String.valueOf(c) : "Z%02X".formatted((int) c));
        }
        return text.toString();
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "AwsKey[" + id + "]";
    }
}
