package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportScheduleTest {
    private static final String LAKE = ", bucket: lake-data";

    private final Catalog catalog = new Catalog();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    cron: '0 6 * * * *', zone: UTC | One of day-of-month and day-of-week must be ?
                    cron: '0 25 * * ? *' | '25' is no valid hours
                    cron: '0 6 * * ? *', zone: Europe/Berlni | There is no time zone 'Europe/Berlni'
                    at: '2026-02-30T10:00:00' | at() takes a time
                    at: '2027-03-28T02:30:00', zone: Europe/Berlin | does not exist in Europe/Berlin
                    """)
    void whatNeverComesIsRefusedWhenItIsDeclared(String schedule, String message) {
        assertThatThrownBy(() -> ResourceDocuments.parse(export("a", schedule, "")))
                .isInstanceOf(TrawlException.class)
                .hasMessageContaining("export/a: spec.schedule is never: ")
                .hasMessageContaining(message)
                .hasMessageContaining("(line 1)");
    }

    @Test
    void circlesAreRefused() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(export("a", "cron: '0 6 * * ? *'", ""));
        catalog.apply(export("b", "after: a", "") + "\n---\n" + export("c", "after: b", ""));

        assertThatThrownBy(() -> catalog.apply(export("a", "after: c", "")))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RESOURCE))
                .hasMessage(
                        "exports start each other in a circle: a after c after b after a; give one"
                                + " of them times of its own");
        assertThatThrownBy(() -> catalog.apply(export("d", "after: d", "")))
                .hasMessageContaining("d after d");
    }

    @Test
    void whatStartsAnExportStays() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(export("a", "cron: '0 6 * * ? *'", ""));
        catalog.apply(export("b", "after: a", "") + "\n---\n" + export("c", "on: {scan: crm}", ""));

        assertThat(catalog.service.dependencies().users("export/a")).containsExactly("export/b");
        assertThat(catalog.service.dependencies().users("source/crm")).containsExactly("export/c");
    }

    @Test
    void exportsDoNotStartEachOtherByWhatTheyWrite() {
        catalog.apply(Catalog.SOURCE);
        catalog.apply(export("a", "on: {objects: {source: crm, prefix: exports/b/}}", LAKE));
        assertThatThrownBy(() ->
                        catalog.apply(
                                export(
                                        "b",
                                        "on: {objects: {source: crm, prefix: exports/}}",
                                        LAKE)))
                .hasMessageContaining("in a circle: b after");
        assertThatThrownBy(() -> catalog.apply(export("b", "after: a", LAKE)))
                .hasMessageContaining("in a circle: b after a after b");
        catalog.apply(export("b", "on: {objects: {source: crm}}", LAKE));
        JsonNode all = spec("on: {objects: {source: crm}}");
        assertThat(ExportSchedule.isOn(all, "crm", "legs/1.parquet")).isTrue();
        assertThat(ExportSchedule.isOn(all, "crm", "exports/b/1.parquet")).isFalse();
    }

    @Test
    void aRunWaitsAMinuteUnlessItIsSaid() {
        assertThat(ExportSchedule.patience(spec("on: {check: sane}")))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(ExportSchedule.patience(spec("on: {check: sane}, wait: 2 hours")))
                .isEqualTo(Duration.ofHours(2));
    }

    @Test
    void eventsOfASourceStartWhatWaitsForTheirKeys() {
        JsonNode spec = spec("on: {objects: {source: lake, prefix: legs/}}");
        assertThat(ExportSchedule.isOn(spec, "lake", "legs/1.parquet")).isTrue();
        assertThat(ExportSchedule.isOn(spec, "lake", "other/1.parquet")).isFalse();
        assertThat(ExportSchedule.isOn(spec, "pond", "legs/1.parquet")).isFalse();
        assertThat(ExportSchedule.isOnEnd(spec, "scan", "lake")).isFalse();
        assertThat(ExportSchedule.isOnEnd(spec("on: {scan: lake}"), "scan", "lake")).isTrue();
    }

    @Test
    void whenAnExportRunsIsOneLine() {
        assertThat(ExportSchedule.text(spec("rate: 1 hour"))).isEqualTo("rate(1 hour)");
        assertThat(ExportSchedule.text(spec("on: {objects: {source: lake, prefix: legs/}}")))
                .isEqualTo("objects of lake legs/");
        assertThat(ExportSchedule.text(spec("on: {scan: lake}"))).isEqualTo("scan of lake");
        assertThat(ExportSchedule.text(spec("on: {check: sane}"))).isEqualTo("check sane");
        assertThat(ExportSchedule.text(spec("after: other"))).isEqualTo("after other");
    }

    private static JsonNode spec(String schedule) {
        return ResourceDocuments.parse(export("a", schedule, "")).getFirst().spec();
    }

    private static String export(String name, String schedule, String more) {
        return "{kind: Export, name: %s, spec: {query: select 1, principal: nightly, schedule: {%s}%s}}"
                .formatted(name, schedule, more);
    }
}
