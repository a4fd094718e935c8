package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.SigningKey;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/// A P-256 key in KMS. The client belongs to the caller.
public final class KmsSigningKey implements SigningKey {
    private static final int COORDINATE_BYTES = 32;

    private final KmsClient client;
    private final String id;

    public KmsSigningKey(KmsClient client, String id) {
        this.client = client;
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            byte[] der =
                    client.sign(b ->
                                    b.keyId(id)
                                            .message(SdkBytes.fromByteArray(sha256(message)))
                                            .messageType(MessageType.DIGEST)
                                            .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
                            .signature()
                            .asByteArray();
            return joined(der);
        } catch (SdkException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the signing key cannot be used; check the function's role",
                    e);
        }
    }

    /// R and S of a DER sequence, each on 32 bytes (RFC 7518, 3.4).
    static byte[] joined(byte[] der) {
        int first = 2;
        int firstLength = der[first + 1];
        int second = first + 2 + firstLength;
        int secondLength = der[second + 1];
        byte[] joined = new byte[2 * COORDINATE_BYTES];
        place(new BigInteger(der, first + 2, firstLength), joined, COORDINATE_BYTES);
        place(new BigInteger(der, second + 2, secondLength), joined, 2 * COORDINATE_BYTES);
        return joined;
    }

    private static void place(BigInteger number, byte[] target, int end) {
        byte[] bytes = number.toByteArray();
        int from = Math.max(0, bytes.length - COORDINATE_BYTES);
        int length = bytes.length - from;
        System.arraycopy(bytes, from, target, end - length, length);
    }

    private static byte[] sha256(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
