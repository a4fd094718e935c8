package dev.trawl.local.stores;

import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.SignedClient;
import dev.trawl.local.process.ProcessLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// S3 for the fleet: S3Proxy over a folder.
///
/// Path style only. Signatures are verified, of presigned URLs too; each key reaches its own
/// buckets. `If-None-Match: *` is atomic; `If-Match` is not, there is no versioning and no object
/// tagging. Changes in the buckets of [Events] are told as S3 tells them; those that are on their
/// way when the fleet ends are lost.
public final class ObjectStore implements AutoCloseable {

    private final JavaServer server;

    /// Whose changes are told, and to whom. The listener must not wait.
    public record Events(Set<String> buckets, Consumer<ObjectEvent> listener) {

        public Events {
            buckets = Set.copyOf(buckets);
        }
    }

    private ObjectStore(JavaServer server) {
        this.server = server;
    }

    /// Starts the store over `folder`; `buckets` says which key may use which buckets, `*` for all.
    public static ObjectStore start(
            StoreHome home,
            Path folder,
            Map<AwsKey, Set<String>> buckets,
            Events events,
            ProcessLedger ledger) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringBuilder settings = new StringBuilder(200);
        settings.append("port=0\nfolder=")
                .append(folder)
                .append("\nevents=")
                .append(String.join(",", events.buckets()))
                .append('\n');
        buckets.forEach((key, names) ->
                settings.append("secret.")
                        .append(key.id())
                        .append('=')
                        .append(key.secret())
                        .append("\nbuckets.")
                        .append(key.id())
                        .append('=')
                        .append(String.join(",", names))
                        .append('\n'));
        settings.append("start\n");
        return new ObjectStore(
                JavaServer.start(
                        new JavaServer.Command(
                                home.jar("s3proxy"),
                                List.of(),
                                settings.toString(),
                                home.log("s3proxy"),
                                512),
                        ledger,
                        line -> tell(line, events.listener())));
    }

    private static boolean tell(String line, Consumer<ObjectEvent> listener) {
        Optional<ObjectEvent> event = ObjectEvent.parse(line);
        event.ifPresent(listener);
        return event.isPresent();
    }

    /// Its address.
    public String endpoint() {
        return "http://127.0.0.1:" + server.port();
    }

    /// Creates a bucket unless it exists.
    public void createBucket(String name, AwsKey key, String region) {
        try (SignedClient client = new SignedClient(key, region, Clock.systemUTC())) {
            HttpResponse<String> answer =
                    client.send(
                            "s3",
                            "PUT",
                            URI.create(endpoint() + "/" + name),
                            Map.of(),
                            new byte[0]);
            if (answer.statusCode() != 200 && answer.statusCode() != 409) {
                throw new IllegalStateException(
                        "Cannot create bucket " + name + ": " + answer.body());
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
