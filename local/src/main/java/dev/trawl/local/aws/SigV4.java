package dev.trawl.local.aws;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS's Signature Version 4, computed from the parts of a request.
final class SigV4 {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final HexFormat HEX = HexFormat.of();

    /// What is signed. `headers` has lower-case names, and all that are signed; `rawPath` and
    /// `rawQuery` are as on the request line.
    record Request(
            String method,
            String rawPath,
            String rawQuery,
            Map<String, String> headers,
            String payloadHash) {}

    /// The scope: `yyyyMMdd/region/service/aws4_request`.
    record Scope(String date, String region, String service) {

        @Override
        public String toString() {
            return date + "/" + region + "/" + service + "/aws4_request";
        }
    }

    private SigV4() {}

    /// The signature over the headers named.
    static String signature(Request request, List<String> signedHeaders, Scope scope, AwsKey key) {
        String canonical =
                String.join(
                        "\n",
                        request.method(),
                        canonicalPath(request.rawPath(), scope.service()),
                        canonicalQuery(request.rawQuery()),
                        signedHeaders.stream()
                                .map(name -> name + ":" + folded(request, name) + "\n")
                                .collect(Collectors.joining()),
                        String.join(";", signedHeaders),
                        request.payloadHash());
        String toSign =
                String.join(
                        "\n",
                        ALGORITHM,
                        request.headers().getOrDefault("x-amz-date", ""),
                        scope.toString(),
                        sha256(canonical.getBytes(StandardCharsets.UTF_8)));
        byte[] signing =
                hmac(("AWS4" + key.secret()).getBytes(StandardCharsets.UTF_8), scope.date());
        signing = hmac(signing, scope.region());
        signing = hmac(signing, scope.service());
        signing = hmac(signing, "aws4_request");
        return HEX.formatHex(hmac(signing, toSign));
    }

    static String sha256(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Every service but S3 signs the path encoded once more.
    private static String canonicalPath(String rawPath, String service) {
        String path = rawPath.isEmpty() ? "/" : rawPath;
        return service.equals("s3") ? path : encode(path).replace("%2F", "/");
    }

    private static String canonicalQuery(String rawQuery) {
        return rawQuery.isEmpty()
                ? ""
                : Arrays.stream(rawQuery.split("&", -1))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private static String folded(Request request, String name) {
        return request.headers().getOrDefault(name, "").strip().replaceAll(" +", " ");
    }

    /// Percent-encodes all but unreserved characters.
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
