package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportParametersTest {
    private static final Instant TIME = Instant.parse("2026-01-31T06:00:00.250Z");

    @Test
    void timesStandInThePlacesOfParametersAndNowhereElse() {
        assertThat(
                        ExportParameters.bound(
                                "select :scheduled_time::date, ':scheduled_time', \":scheduled_time\" -- :scheduled_time\n"
                                        + " /* :scheduled_time */, x::scheduled_time, :other $1",
                                Map.of(ExportParameters.SCHEDULED, TIME)))
                .isEqualTo(
                        "select timestamp '2026-01-31 06:00:00.250'::date, ':scheduled_time', \":scheduled_time\" -- :scheduled_time\n"
                                + " /* :scheduled_time */, x::scheduled_time, :other $1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select :time", "select ?", "select $1 + :scheduled_time"})
    void parametersThatNoRunHasAValueForAreRefused(String query) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> export(query))
                .withMessageContaining(
                        "runs give values for :scheduled_time and :previous_time alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{runs: 0}", "{days: 0}", "{weeks: 1}"})
    void aRetentionThatKeepsNothingIsRefused(String retention) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> export("select 1\", retention: " + retention + ", purpose: \"x"));
    }

    @Test
    void theTimesOfARunAreKnown() {
        assertThat(export("select :scheduled_time, :previous_time, '?' from t")).isNotNull();
    }

    private static Resource export(String query) {
        return ResourceDocuments.parse(
                        "{kind: Export, name: daily, spec: {principal: nightly, query: \"%s\"}}"
                                .formatted(query))
                .getFirst();
    }
}
