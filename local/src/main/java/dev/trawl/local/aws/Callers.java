package dev.trawl.local.aws;

import com.sun.net.httpserver.HttpExchange;
import dev.trawl.fleet.FunctionRights;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The callers of the AWS edges: who signed a request, and what that function's role allows.
///
/// The whole signature is verified: method, path, query, signed headers, body, date (15 minutes).
/// Not verified: that the scope's region is the fleet's, and session tokens, which nobody has here.
/// DynamoDB Local verifies no signature and knows no roles: every function can use every table.
/// Thread-safe.
public final class Callers {

    private static final Duration SKEW_MAX = Duration.ofMinutes(15);
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final Pattern AUTHORIZATION =
            Pattern.compile(
                    SigV4.ALGORITHM
                            + " Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
                            + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

    private record Caller(AwsKey key, FunctionRights rights) {}

    private final Map<String, Caller> callers = new ConcurrentHashMap<>();
    private final Clock clock;

    /// No callers yet.
    public Callers(Clock clock) {
        this.clock = clock;
    }

    /// Adds a caller, or changes its key and rights.
    public void add(AwsKey key, FunctionRights rights) {
        callers.put(key.id(), new Caller(key, rights));
    }

    /// The rights of whoever signed this request; nothing if it is not validly signed.
    public Optional<FunctionRights> verify(HttpExchange exchange, byte[] body) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher parts = AUTHORIZATION.matcher(header == null ? "" : header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Caller caller = callers.get(parts.group(1));
        Map<String, String> headers = headers(exchange);
        List<String> signed = List.of(parts.group(5).split(";", -1));
        String hash = SigV4.sha256(body);
        if (caller == null
                || !signed.containsAll(List.of("host", "x-amz-date"))
                || !headers.getOrDefault("x-amz-content-sha256", hash).equals(hash)
                || !isRecent(headers.getOrDefault("x-amz-date", ""), parts.group(2))) {
            return Optional.empty();
        }
        URI uri = exchange.getRequestURI();
        String expected =
                SigV4.signature(
                        new SigV4.Request(
                                exchange.getRequestMethod(),
                                Objects.requireNonNullElse(uri.getRawPath(), "/"),
                                Objects.requireNonNullElse(uri.getRawQuery(), ""),
                                headers,
                                hash),
                        signed,
                        new SigV4.Scope(parts.group(2), parts.group(3), parts.group(4)),
                        caller.key());
        return isEqual(expected, parts.group(6)) ? Optional.of(caller.rights()) : Optional.empty();
    }

    private boolean isRecent(String date, String scopeDate) {
        try {
            Instant signed = Instant.from(AMZ_DATE.parse(date));
            return date.startsWith(scopeDate)
                    && Duration.between(signed, clock.instant()).abs().compareTo(SKEW_MAX) <= 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) ->
                        headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return headers;
    }

    private static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given.getBytes(StandardCharsets.US_ASCII));
    }
}
