package dev.trawl.local.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An HTTP answer, whole in memory.
public final class HttpAnswer {

    /// One header line; a name may occur more than once.
    public record Header(String name, String value) {}

    private final int status;
    private final List<Header> headers;
    private final byte[] body;

    private HttpAnswer(int status, List<Header> headers, byte[] body) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /// An answer with `body`, which must not be changed any more.
    public static HttpAnswer of(int status, List<Header> headers, byte[] body) {
        return new HttpAnswer(status, headers, body);
    }

    /// An answer without a body.
    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, List.of(), new byte[0]);
    }

    /// An answer in JSON.
    public static HttpAnswer json(int status, String body) {
        return new HttpAnswer(
                status,
                List.of(new Header("Content-Type", "application/json")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    /// This answer with one more header line.
    public HttpAnswer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new HttpAnswer(status, more, body);
    }

    /// The status code.
    public int status() {
        return status;
    }

    /// The header lines in order.
    public List<Header> headers() {
        return headers;
    }

    /// The body itself, not a copy.
    public byte[] body() {
        return body;
    }
}
