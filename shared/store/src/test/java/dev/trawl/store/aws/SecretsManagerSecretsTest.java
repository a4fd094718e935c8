package dev.trawl.store.aws;

import static dev.trawl.store.kit.Codes.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class SecretsManagerSecretsTest {
    private final FakeAws aws = new FakeAws();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final SecretsManagerSecrets secrets =
            new SecretsManagerSecrets(aws.client(SecretsManagerClient.builder()), clock);

    SecretsManagerSecretsTest() throws IOException {}

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void aSecretIsKeptForMinutes() {
        aws.answer(200, "{\"SecretString\":\"one\"}", Map.of());
        assertThat(secrets.load("id")).isEqualTo("one");
        aws.answer(200, "{\"SecretString\":\"two\"}", Map.of());
        assertThat(secrets.load("id")).isEqualTo("one");
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)));
        assertThat(secrets.load("id")).isEqualTo("two");
    }

    @Test
    void aSecretThatCannotBeReadIsAnError() {
        aws.answer(400, "{\"__type\":\"ResourceNotFoundException\"}", Map.of());
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> secrets.load("id"));
    }

    @Test
    void aSecretOfBytesIsAnError() {
        aws.answer(200, "{\"SecretBinary\":\"AAEC\"}", Map.of());
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> secrets.load("id"));
    }
}
