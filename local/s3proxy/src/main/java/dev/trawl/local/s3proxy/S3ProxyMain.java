package dev.trawl.local.s3proxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Properties;
import java.util.Set;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/// S3Proxy on a loopback port, with its buckets in one folder and one key pair per caller.
///
/// Standard input holds properties up to a line `start`: `port`, `folder`, and for each caller
/// `secret.<access key id>` and `buckets.<access key id>` (comma-separated, `*` for all), and
/// `events` (comma-separated), the buckets whose changes are told ([ObjectEvents]). Prints `READY
/// <port>` when it listens. It ends when its standard input does, so it never outlives the process
/// that started it.
public final class S3ProxyMain {

    private S3ProxyMain() {}

    /// Starts the server and waits for the end of standard input.
    public static void main(String[] arguments) throws Exception {
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Properties settings = settings(input);
        Properties store = new Properties();
        store.setProperty("jclouds.filesystem.basedir", settings.getProperty("folder"));
        BlobStore blobs =
                new EventsStore(
                        BlobStores.create("filesystem-nio2", store),
                        Set.of(settings.getProperty("events", "").split(",", -1)),
                        new ObjectEvents(System.out, Clock.systemUTC()));
        CallerBuckets callers = CallerBuckets.of(settings, blobs);
        S3Proxy proxy =
                S3Proxy.builder()
                        .blobStore(blobs)
                        .endpoint(URI.create("http://127.0.0.1:" + settings.getProperty("port")))
                        .awsAuthentication(AuthenticationType.AWS_V4, "local", "local")
                        .ignoreUnknownHeaders(true)
                        .build();
        proxy.setBlobStoreLocator(callers);
        proxy.start();
        System.out.println("READY " + proxy.getPort());
        while (input.readLine() != null) {
            // Only the end matters.
        }
        proxy.stop();
        System.exit(0);
    }

    private static Properties settings(BufferedReader input) throws IOException {
        StringBuilder text = new StringBuilder();
        String line = input.readLine();
        while (line != null && !line.equals("start")) {
            text.append(line).append('\n');
            line = input.readLine();
        }
        Properties settings = new Properties();
        settings.load(new StringReader(text.toString()));
        return settings;
    }
}
