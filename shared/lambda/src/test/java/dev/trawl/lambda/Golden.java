package dev.trawl.lambda;

import dev.trawl.plan.json.JsonLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Events as the gateway sends them.
final class Golden {
    private Golden() {}

    static String text(String name) {
        try (InputStream in =
                Objects.requireNonNull(Golden.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static HttpRequest request(String name) {
        return HttpEvents.decode(
                (JsonValue.Fields) JsonValue.parse(text(name), JsonLimits.DEFAULT));
    }
}
