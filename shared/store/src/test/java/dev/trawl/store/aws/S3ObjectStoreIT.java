package dev.trawl.store.aws;

import static dev.trawl.store.kit.Codes.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.kit.ObjectStoreKit;
import dev.trawl.store.kit.Race;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class S3ObjectStoreIT extends ObjectStoreKit {
    private static final int PAGE = 1_000;
    private static final int WRITERS = 4;

    private final ObjectStore store = LocalAws.stores().objects(LocalAws.BUCKET);

    S3ObjectStoreIT() {
        super(LocalAws.stores().objects(LocalAws.BUCKET));
    }

    @Test
    void aSignedAddressIsReadWithoutCredentials() throws IOException, InterruptedException {
        store.put("public/k", bytes("everybody"), "text/plain");
        URI address = store.presign("public/k", Duration.ofMinutes(5));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(
                            HttpRequest.newBuilder(address).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("everybody");
        }
    }

    /// A misnamed bucket is no empty one.
    @Test
    void aBucketThatIsMissingIsAnError() {
        ObjectStore missing = LocalAws.stores().objects("missing");
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> missing.find("k"));
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> missing.list("", 1));
    }

    /// The local store knows no keys; an object in clear instead would be a lie.
    @Test
    void aStoreWithoutKeysRefusesThem() {
        ObjectStore encrypted = store.encryptedBy("arn:aws:kms:eu-west-1:111122223333:key/6f-1");
        assertCode(
                ErrorCode.NOT_SUPPORTED, () -> encrypted.put("secret/k", bytes("x"), "text/plain"));
        assertThat(store.find("secret/k")).isEmpty();
    }

    @Test
    void listsAreReadPageByPage() throws InterruptedException, ExecutionException {
        Race.winners(WRITERS, writer -> putPages(store, writer));
        assertThat(store.list("pages/", 2_000)).hasSize(PAGE + 5).doesNotHaveDuplicates();
        assertCode(ErrorCode.SPLITS_LIMIT_EXCEEDED, () -> store.list("pages/", PAGE + 4));
    }

    private static boolean putPages(ObjectStore store, int writer) {
        for (int i = writer; i < PAGE + 5; i += WRITERS) {
            store.put("pages/%04d".formatted(i), bytes("x"), "text/plain");
        }
        return true;
    }
}
