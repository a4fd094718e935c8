package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.aws.OnAws;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.SigningAlgorithmSpec;

/// What the fleet asks of AWS, before any of the fleet runs on it.
@OnAws
@Timeout(120)
class ServicesIT {
    private final Aws aws;

    ServicesIT(Aws aws) {
        this.aws = aws;
    }

    @Test
    void kmsSignsWithAKeyOfItsOwn() {
        String key =
                aws.kms()
                        .createKey(b ->
                                b.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
                        .keyMetadata()
                        .keyId();
        SdkBytes message = SdkBytes.fromUtf8String("grant");
        SdkBytes signature =
                aws.kms()
                        .sign(b ->
                                b.keyId(key)
                                        .message(message)
                                        .signingAlgorithm(SigningAlgorithmSpec.ECDSA_SHA_256))
                        .signature();

        assertThat(
                        aws.kms()
                                .verify(b ->
                                        b.keyId(key)
                                                .message(message)
                                                .signature(signature)
                                                .signingAlgorithm(
                                                        SigningAlgorithmSpec.ECDSA_SHA_256))
                                .signatureValid())
                .isTrue();
        aws.kms().scheduleKeyDeletion(b -> b.keyId(key).pendingWindowInDays(7));
    }

    @Test
    void secretsHaveVersions() {
        String name = "trawl-test/" + java.util.UUID.randomUUID();
        aws.secrets().createSecret(b -> b.name(name).secretString("one"));
        aws.secrets().putSecretValue(b -> b.secretId(name).secretString("two"));

        assertThat(aws.secrets().getSecretValue(b -> b.secretId(name)).secretString())
                .isEqualTo("two");
        assertThat(
                        aws.secrets()
                                .getSecretValue(b -> b.secretId(name).versionStage("AWSPREVIOUS"))
                                .secretString())
                .isEqualTo("one");
        aws.secrets().deleteSecret(b -> b.secretId(name).forceDeleteWithoutRecovery(true));
        assertThatThrownBy(() -> aws.secrets().getSecretValue(b -> b.secretId(name)))
                .isInstanceOf(
                        software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException
                                .class);
    }
}
