package dev.trawl.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.Bytes;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {
    @Test
    void fieldsComeInAnyOrder() {
        RequestBody body = body("{\"n\":3,\"t\":\"x\",\"o\":{\"f\":true},\"z\":null}");

        assertThat(body.text("t")).isEqualTo("x");
        assertThat(body.findNumber("n", 0, 3)).contains(3L);
        assertThat(body.object("o").findFlag("f")).contains(true);
        assertThat(body.has("z")).isFalse();
        assertThat(body.object("absent").has("f")).isFalse();
    }

    @Test
    void errorsNameTheField() {
        RequestBody body = body("{\"n\":4.5,\"t\":1,\"o\":{\"f\":\"true\"}}");

        refused(() -> body.text("absent"), "the body needs 'absent'");
        refused(() -> body.text("t"), "'t' must be a text");
        refused(() -> body.findNumber("n", 0, 9), "'n' must be a whole number from 0 to 9");
        refused(() -> body.object("o").findFlag("f"), "'o.f' must be true or false");
        refused(() -> body.object("t"), "'t' must be an object");
        refused(() -> body.only(Set.of("n", "t")), "the body has no field 'o'; known: [n, t]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{", "{\"a\":1,\"a\":2}", "{\"a\":}"})
    void otherThanOneObjectIsRefused(String text) {
        assertThatThrownBy(() -> body(text))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static void refused(Runnable read, String message) {
        assertThatThrownBy(read::run).isInstanceOf(TrawlException.class).hasMessage(message);
    }

    private static RequestBody body(String text) {
        return RequestBody.of(
                new HttpRequest(
                        "POST",
                        "/",
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8))));
    }
}
