package dev.trawl.source.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.Settings;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What runs before a snapshot is the real path: its grants are verified, its fragments answered.
final class PrimingTest {
    @Test
    void itsFragmentsAreAnswered() {
        SourceFunctionSettings settings =
                SourceFunctionSettings.of(
                        new Settings(
                                Map.of(
                                        "TRAWL_SOURCE", "hr",
                                        "TRAWL_STATE_TABLE", "table",
                                        "TRAWL_STATE_BUCKET", "bucket",
                                        "TRAWL_TRUSTED_ROOTS", "{}")));

        assertThat(Priming.run(settings, Clock.systemUTC(), HeadStart.Rounds.once()))
                .extracting(answer -> Envelope.readAnswer(answer, SourceAnswerCodec::read))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer).isInstanceOf(SourceAnswer.Rows.class));
    }
}
