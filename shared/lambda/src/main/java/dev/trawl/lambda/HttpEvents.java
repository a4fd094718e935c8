package dev.trawl.lambda;

import dev.trawl.plan.Bytes;
import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.math.BigDecimal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Events and answers of API Gateway's HTTP API, payload format 2.0.
public final class HttpEvents {
    private static final String DEFAULT_STAGE = "$default";

    private static final JsonLimits ANSWER_LIMITS =
            new JsonLimits(20, FunctionEdge.PAYLOAD_BYTES_MAX);

    private HttpEvents() {}

    /// @throws TrawlException INVALID_REQUEST if the event is no such request
    public static HttpRequest decode(JsonValue.Fields event) {
        JsonValue.Fields context = event.fields("requestContext");
        JsonValue.Fields http = context.fields("http");
        String method =
                http.findText("method").orElseThrow(() -> invalid("the event has no method"));
        String raw = event.findText("rawPath").orElseThrow(() -> invalid("the event has no path"));
        Map<String, String> headers = new LinkedHashMap<>();
        event.fields("headers")
                .values()
                .forEach((name, value) -> {
                    if (value instanceof JsonValue.Text(String text)) {
                        headers.merge(name.toLowerCase(Locale.ROOT), text, (a, b) -> a + "," + b);
                    }
                });
        return new HttpRequest(
                method.toUpperCase(Locale.ROOT),
                path(raw, context.findText("stage").orElse(DEFAULT_STAGE)),
                query(event.findText("rawQueryString").orElse("")),
                headers,
                Map.of(),
                body(event),
                http.findText("sourceIp").orElse(null));
    }

    /// The answer; bodies that are not text travel in base64.
    public static String encode(HttpResponse response) {
        boolean isText = isText(response.headers().getOrDefault("content-type", ""));
        return JsonWriter.write(out ->
                out.object(o ->
                        o.field("statusCode")
                                .integer(response.status())
                                .field("headers")
                                .map(new TreeMap<>(response.headers()), JsonWriter::string)
                                .field("isBase64Encoded")
                                .bool(!isText)
                                .field("body")
                                .string(
                                        isText
                                                ? response.bodyText()
                                                : Base64.getEncoder()
                                                        .encodeToString(
                                                                response.body().toArray()))));
    }

    /// A request as the gateway passes it on, for a function that asks another's API.
    public static String encode(
            String method, String path, Map<String, String> headers, String body) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("version").string("2.0");
                    o.field("rawPath").string(path);
                    o.field("rawQueryString").string("");
                    o.field("headers").map(new TreeMap<>(headers), JsonWriter::string);
                    o.field("requestContext");
                    o.object(c -> c.field("http").object(h -> h.field("method").string(method)));
                    o.field("body").string(body);
                    o.field("isBase64Encoded").bool(false);
                }));
    }

    /// What {@link #encode(HttpResponse)} wrote.
    ///
    /// @throws TrawlException FUNCTION_FAILED if it is nothing of the kind
    public static HttpResponse decodeAnswer(String text) {
        try {
            JsonValue.Fields answer = (JsonValue.Fields) JsonValue.parse(text, ANSWER_LIMITS);
            int status =
                    answer.find("statusCode").orElse(null)
                                    instanceof JsonValue.Numeral(BigDecimal n)
                            ? n.intValue()
                            : 0;
            Map<String, String> headers = new LinkedHashMap<>();
            answer.fields("headers")
                    .values()
                    .forEach((name, value) -> {
                        if (value instanceof JsonValue.Text(String header)) {
                            headers.put(name, header);
                        }
                    });
            return new HttpResponse(status, headers, body(answer));
        } catch (MalformedJsonException | ClassCastException | IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    static TrawlException unreadable(RuntimeException cause) {
        return new TrawlException(
                ErrorCode.FUNCTION_FAILED, "the query function's answer cannot be read", cause);
    }

    /// Whether a body of this type travels as text.
    public static boolean isText(String contentType) {
        return contentType.isEmpty()
                || contentType.startsWith("text/")
                || contentType.startsWith("application/json")
                || contentType.startsWith("application/problem+json")
                || contentType.startsWith("application/yaml");
    }

    private static Bytes body(JsonValue.Fields event) {
        String text = event.findText("body").orElse("");
        boolean isBase64 =
                event.find("isBase64Encoded").equals(Optional.of(new JsonValue.Flag(true)));
        try {
            return Bytes.copyOf(
                    isBase64
                            ? Base64.getDecoder().decode(text)
                            : text.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new TrawlException(ErrorCode.INVALID_REQUEST, "the body is not base64", e);
        }
    }

    /// The stage leads the raw path, unless it is the default one.
    private static String path(String raw, String stage) {
        String prefix = "/" + stage;
        boolean hasStage = !stage.equals(DEFAULT_STAGE) && raw.startsWith(prefix + "/");
        String path = hasStage ? raw.substring(prefix.length()) : raw;
        // A plus is itself in a path, unlike in a query.
        return decode(path.replace("+", "%2B"));
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
            }
        }
        return values;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "the path or query is not percent-encoded", e);
        }
    }

    private static TrawlException invalid(String message) {
        return new TrawlException(ErrorCode.INVALID_REQUEST, message);
    }
}
