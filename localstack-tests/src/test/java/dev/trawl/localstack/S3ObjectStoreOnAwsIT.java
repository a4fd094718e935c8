package dev.trawl.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.localstack.aws.Aws;
import dev.trawl.localstack.aws.OnAws;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.aws.S3ObjectStore;
import dev.trawl.store.kit.ObjectStoreKit;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// The object store's contract: create-if-absent, reads of one version, lists.
@OnAws
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3ObjectStoreOnAwsIT extends ObjectStoreKit {
    private static final String BUCKET = "trawl-kit-" + UUID.randomUUID();

    private final Aws aws;
    private final ObjectStore store;

    S3ObjectStoreOnAwsIT(Aws aws) {
        super(store(aws));
        this.aws = aws;
        this.store = store(aws);
        aws.createBucket(BUCKET);
    }

    private static ObjectStore store(Aws aws) {
        return new S3ObjectStore(aws.s3(), aws.presigner(), BUCKET);
    }

    @AfterAll
    void deleteBucket() {
        aws.deleteBucket(BUCKET);
    }

    @Test
    void aSignedAddressIsReadWithoutCredentials() throws IOException, InterruptedException {
        store.put("public/k", bytes("everybody"), "text/plain");
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(store.presign("public/k", Duration.ofMinutes(5)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("everybody");
        }
    }
}
