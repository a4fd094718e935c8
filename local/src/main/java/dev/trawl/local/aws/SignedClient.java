package dev.trawl.local.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Signed requests to a local store, for the few calls that set it up.
///
/// The host has no AWS SDK: it would be the largest thing on its class path.
public final class SignedClient implements AutoCloseable {

    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final HttpClient client = HttpClient.newHttpClient();
    private final AwsKey key;
    private final String region;
    private final Clock clock;

    /// A client that signs with `key`.
    public SignedClient(AwsKey key, String region, Clock clock) {
        this.key = key;
        this.region = region;
        this.clock = clock;
    }

    /// The path of an object, each segment encoded as signatures want it.
    public static String objectPath(String bucket, String key) {
        return "/" + bucket + "/" + SigV4.encode(key).replace("%2F", "/");
    }

    /// Sends a request; `headers` have lower-case names.
    public HttpResponse<String> send(
            String service, String method, URI uri, Map<String, String> headers, byte[] bytes) {
        String date = AMZ_DATE.format(clock.instant());
        String hash = SigV4.sha256(bytes);
        TreeMap<String, String> all = new TreeMap<>(headers);
        all.put("host", uri.getHost() + ":" + uri.getPort());
        all.put("x-amz-date", date);
        all.put("x-amz-content-sha256", hash);
        List<String> signed = new ArrayList<>(all.keySet());
        SigV4.Scope scope = new SigV4.Scope(date.substring(0, 8), region, service);
        String signature =
                SigV4.signature(
                        new SigV4.Request(
                                method,
                                uri.getRawPath(),
                                Objects.requireNonNullElse(uri.getRawQuery(), ""),
                                all,
                                hash),
                        signed,
                        scope,
                        key);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(30))
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
        all.remove("host");
        all.forEach(request::header);
        request.header(
                "Authorization",
                SigV4.ALGORITHM
                        + " Credential="
                        + key.id()
                        + "/"
                        + scope
                        + ", SignedHeaders="
                        + String.join(";", signed)
                        + ", Signature="
                        + signature);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException("No answer from " + uri + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted.", e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
