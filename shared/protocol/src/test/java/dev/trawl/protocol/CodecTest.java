package dev.trawl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.json.JsonLimits;
import dev.trawl.plan.json.JsonReader;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.plan.json.MalformedJsonException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CodecTest {
    @Test
    void everyMessageReadsBackAsItWasWritten() {
        assertRoundTrip(Samples.grant("p", "bucket/x"), GrantCodec::write, GrantCodec::read);
        assertRoundTrip(Samples.grant(null, null), GrantCodec::write, GrantCodec::read);
        assertRoundTrip(Samples.decision(), DecisionCodec::write, DecisionCodec::read);
        assertRoundTrip(
                new Ticket("q", "i|s", null, Action.READ, Samples.NOW, "d"),
                TicketCodec::write,
                TicketCodec::read);
        Samples.requests()
                .forEach(r ->
                        assertRoundTrip(r, SourceRequestCodec::write, SourceRequestCodec::read));
        Samples.answers()
                .forEach(
                        a -> assertRoundTrip(a, SourceAnswerCodec::write, SourceAnswerCodec::read));
        Samples.decisionRequests()
                .forEach(r ->
                        assertRoundTrip(
                                r, DecisionRequestCodec::write, DecisionRequestCodec::read));
    }

    @Test
    void grantWithAFieldThatIsNotKnownIsRefused() {
        String json = write(Samples.grant(null, null), GrantCodec::write);
        String widened = json.replace("\"relations\":", "\"sudo\":true,\"relations\":");

        assertThatThrownBy(() -> read(widened, GrantCodec::read))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("at /sudo: field 'relations' is missing");
    }

    @Test
    void grantWithAMaskThatIsNotKnownIsRefused() {
        String json = write(Samples.grant(null, null), GrantCodec::write);

        assertThatThrownBy(() ->
                        read(
                                json.replace("\"mask\":\"null\"", "\"mask\":\"blur\""),
                                GrantCodec::read))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("no such mask: 'blur'");
    }

    @Test
    void grantOfAnotherVersionIsRefused() {
        String json = write(Samples.grant(null, null), GrantCodec::write);

        assertThatThrownBy(() -> read(json.replaceFirst("\"v\":1", "\"v\":2"), GrantCodec::read))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("version 2 of a grant is not known");
    }

    @Test
    void grantThatNamesAnotherSourcesTableIsRefused() {
        String json = write(Samples.grant(null, null), GrantCodec::write);

        assertThatThrownBy(() ->
                        read(
                                json.replace("\"aud\":\"bookings\"", "\"aud\":\"flights\""),
                                GrantCodec::read))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("a grant for 'flights' names bookings.public.passengers");
    }

    @Test
    void grantCutAnywhereIsRefused() {
        String json = write(Samples.grant("p", "bucket/x"), GrantCodec::write);

        for (int length = 0; length < json.length(); length++) {
            String cut = json.substring(0, length);
            assertThatThrownBy(() -> read(cut, GrantCodec::read))
                    .isInstanceOf(MalformedJsonException.class);
        }
    }

    private static <T> void assertRoundTrip(
            T message, BiConsumer<JsonWriter, T> write, Function<JsonReader, T> read) {
        String json = write(message, write);
        T back = read(json, read);
        assertThat(back).isEqualTo(message);
        assertThat(write(back, write)).isEqualTo(json);
    }

    private static <T> String write(T message, BiConsumer<JsonWriter, T> codec) {
        return JsonWriter.write(out -> codec.accept(out, message));
    }

    private static <T> T read(String json, Function<JsonReader, T> codec) {
        return JsonReader.read(json, JsonLimits.DEFAULT, codec);
    }
}
