package dev.trawl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    @Test
    void errorArrivesAtTheCallerWithCodeMessageAndPlace() {
        TrawlException sent =
                new TrawlException(ErrorCode.SYNTAX_ERROR, "no such thing", new SqlPosition(2, 7));

        assertThatThrownBy(() -> Envelope.readAnswer(Envelope.error(sent), JsonReader::string))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX_ERROR);
                            assertThat(e).hasMessage("no such thing");
                            assertThat(e.position()).contains(new SqlPosition(2, 7));
                        });
    }

    @Test
    void errorOfALaterReleaseIsStillAnError() {
        String json = "{\"v\":1,\"error\":{\"code\":\"FROM_2031\",\"message\":\"so\"}}";

        assertThatThrownBy(() -> Envelope.readAnswer(json, JsonReader::string))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessage("an unknown error, FROM_2031: so");
    }

    @Test
    void messageOfAnotherVersionIsMalformed() {
        String json = Envelope.request("x", JsonWriter::string).replace("\"v\":1", "\"v\":99");

        assertThatThrownBy(() -> Envelope.readRequest(json, JsonReader::string))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_MESSAGE));
    }

    @Test
    void requestDeeperThanTheBoundIsMalformedAndDoesNotOverflowTheStack() {
        String json = "{\"v\":1,\"request\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThatThrownBy(() -> Envelope.readRequest(json, EnvelopeTest::nested))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_MESSAGE));
    }

    @Test
    void numbersOfErrorCodesAreUnique() {
        HashSet<Integer> numbers = new HashSet<>();

        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::number)).allMatch(numbers::add);
    }

    private static Object nested(JsonReader in) {
        return in.list(EnvelopeTest::nested);
    }
}
