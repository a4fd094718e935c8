package dev.trawl.local.front;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.fleet.Routes;
import dev.trawl.local.http.HttpAnswer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Requests to events and answers to responses, in the gateway's payload format 2.0.
final class HttpEvents {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private HttpEvents() {}

    /// The event of a request.
    static byte[] event(
            FrontRequest request, Routes.Match match, Map<String, String> authorizer, Instant now) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("version", "2.0");
        event.put("routeKey", match.route().key());
        event.put("rawPath", request.rawPath());
        event.put("rawQueryString", request.rawQuery());
        List<String> cookies = cookies(request);
        if (!cookies.isEmpty()) {
            cookies.forEach(event.putArray("cookies")::add);
        }
        ObjectNode headers = event.putObject("headers");
        request.headers()
                .forEach((name, values) -> {
                    if (!name.equals("cookie")) {
                        headers.put(name, String.join(",", values));
                    }
                });
        Map<String, String> query = query(request.rawQuery());
        if (!query.isEmpty()) {
            query.forEach(event.putObject("queryStringParameters")::put);
        }
        if (!match.parameters().isEmpty()) {
            match.parameters().forEach(event.putObject("pathParameters")::put);
        }
        event.set("requestContext", context(request, match, authorizer, now));
        boolean text = isText(request.header("content-type"));
        if (request.body().length > 0) {
            event.put(
                    "body",
                    text
                            ? new String(request.body(), StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(request.body()));
        }
        event.put("isBase64Encoded", request.body().length > 0 && !text);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// The answer of a response; one without `statusCode` is the body of a 200, as the gateway
    /// infers it.
    ///
    /// @throws IllegalArgumentException if it is no response at all
    static HttpAnswer answer(byte[] payload) {
        try {
            JsonNode response = MAPPER.readTree(payload);
            if (!response.has("statusCode")) {
                return HttpAnswer.json(200, new String(payload, StandardCharsets.UTF_8));
            }
            int status = response.path("statusCode").asInt();
            if (status < 100 || status > 599) {
                throw new IllegalArgumentException("Malformed response: statusCode " + status);
            }
            List<HttpAnswer.Header> headers = new ArrayList<>();
            response.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.add(
                                    new HttpAnswer.Header(
                                            header.getKey(), header.getValue().asText())));
            response.path("cookies")
                    .forEach(cookie ->
                            headers.add(new HttpAnswer.Header("Set-Cookie", cookie.asText())));
            String body = response.path("body").asText("");
            byte[] bytes =
                    response.path("isBase64Encoded").asBoolean()
                            ? Base64.getDecoder().decode(body)
                            : body.getBytes(StandardCharsets.UTF_8);
            if (headers.stream().noneMatch(h -> h.name().equalsIgnoreCase("content-type"))) {
                headers.add(new HttpAnswer.Header("Content-Type", "text/plain;charset=UTF-8"));
            }
            return HttpAnswer.of(status, headers, bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Malformed response: not JSON", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Malformed response", e);
        }
    }

    private static ObjectNode context(
            FrontRequest request, Routes.Match match, Map<String, String> authorizer, Instant now) {
        ObjectNode context = JsonNodeFactory.instance.objectNode();
        context.put("accountId", "000000000000");
        context.put("apiId", "local");
        if (!authorizer.isEmpty()) {
            authorizer.forEach(context.putObject("authorizer").putObject("lambda")::put);
        }
        context.put("domainName", Objects.requireNonNullElse(request.header("host"), "localhost"));
        context.put("domainPrefix", "local");
        ObjectNode http = context.putObject("http");
        http.put("method", request.method());
        http.put("path", request.rawPath());
        http.put("protocol", "HTTP/1.1");
        http.put("sourceIp", request.sourceIp());
        http.put("userAgent", Objects.requireNonNullElse(request.header("user-agent"), ""));
        context.put("requestId", request.id());
        context.put("routeKey", match.route().key());
        context.put("stage", "$default");
        context.put("time", TIME.format(now));
        context.put("timeEpoch", now.toEpochMilli());
        return context;
    }

    private static List<String> cookies(FrontRequest request) {
        return request.headers().getOrDefault("cookie", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty())
                .toList();
    }

    /// Names that come more than once have their values joined by commas.
    private static Map<String, String> query(String rawQuery) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : rawQuery.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                query.merge(
                        decode(parts[0]),
                        parts.length > 1 ? decode(parts[1]) : "",
                        (first, next) -> first + "," + next);
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static boolean isText(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || type.endsWith("json")
                || type.endsWith("xml")
                || type.endsWith("yaml")
                || type.equals("application/javascript")
                || type.equals("application/x-www-form-urlencoded");
    }
}
