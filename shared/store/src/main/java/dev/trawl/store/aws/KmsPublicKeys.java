package dev.trawl.store.aws;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.PublicKeys;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;

/// Public halves of keys in KMS. The client belongs to the caller.
public final class KmsPublicKeys implements PublicKeys {
    private final KmsClient client;

    public KmsPublicKeys(KmsClient client) {
        this.client = client;
    }

    @Override
    public byte[] load(String id) {
        try {
            return client.getPublicKey(b -> b.keyId(id)).publicKey().asByteArray();
        } catch (SdkException e) {
            throw new TrawlException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the public half of a signing key cannot be read; check the function's role",
                    e);
        }
    }
}
