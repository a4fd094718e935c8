package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResourceDocumentsTest {
    @Test
    void equalResourcesGiveEqualTexts() {
        String one =
                "kind: Dataset\nname: d\nspec: {source: s, columns: [{name: a, type: date}]}\n";
        String two =
                "{\"spec\":{\"columns\":[{\"type\":\"date\",\"name\":\"a\"}],\"source\":\"s\"},\"name\":\"d\",\"kind\":\"Dataset\"}";
        assertThat(text(one)).isEqualTo(text(two));
        assertThat(text(text(one))).isEqualTo(text(one));
    }

    @Test
    void severalDocumentsAndListsAreRead() {
        assertThat(
                        ResourceDocuments.parse(
                                "[%s, %s]\n---\n%s\n---\n"
                                        .formatted(
                                                Catalog.SOURCE,
                                                Catalog.dataset("a", "id"),
                                                Catalog.dataset("b", "id"))))
                .extracting(Resource::id)
                .containsExactly("source/crm", "dataset/a", "dataset/b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{kind: Dataset, name: A, spec: {}} | a name has 1 to 48",
                "{kind: Dataset, name: a} | spec must be an object",
                "{kind: Robot, name: a, spec: {}} | kind 'Robot' is not offered, only Source,"
                        + " Purpose, Principal, Dataset, Policy, Export, Check",
                "{kind: Dataset, name: 1, spec: {}} | name must be a text",
                "{kind: Dataset, name: a, spec: {}, colour: red} | there is no field 'colour'",
                "{kind: Dataset, name: a, workspace: w, spec: {}} | only the workspace 'default'",
                "{kind: Dataset, kind: Source} | neither YAML nor JSON",
                "{kind: | neither YAML nor JSON",
                "text | document 1 is not an object",
            })
    void whatIsNoResourceIsRefusedWithItsPlace(String yaml, String message) {
        assertInvalid(() -> ResourceDocuments.parse(yaml), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{source: crm, columns: []} | spec.columns must have at least 1 items",
                "{source: crm, columns: [{name: a, type: money}]} | spec.columns[0]",
                "{source: crm, columns: [{name: a, type: date}, {name: a, type: date}]} | twice",
                "{source: crm, colums: []} | spec.colums is no field here; known: [columns, mapping",
                "{columns: []} | spec must have 'source'",
                "{query: 1} | spec.query must be a text",
                "{source: crm, rowCount: -1, columns: [{name: a, type: date}]} | spec.rowCount must be at least 0",
                "{source: Crm, columns: [{name: a, type: date}]} | spec.source must match ^[a-z]",
                "{source: crm, columns: [{name: a, type: date, tags: pii}]} | spec.columns[0].tags must be a list",
            })
    void whatIsNoDatasetIsRefusedWithItsPlace(String spec, String message) {
        Catalog catalog = new Catalog();
        catalog.apply(Catalog.SOURCE);
        assertInvalid(() -> catalog.apply("{kind: Dataset, name: d, spec: " + spec + "}"), message);
    }

    @Test
    void allThatIsWrongIsToldWithItsLines() {
        String yaml =
                """
                kind: Source
                name: crm
                spec: {kind: jdbc}
                ---
                # one more
                kind: Dataset
                name: d
                spec:
                  source: crm
                  columns:
                    - {name: a, type: date}
                    - name: b
                      type: money
                    - {name: c, type: 7}
                """;
        assertThatThrownBy(() -> ResourceDocuments.parse(yaml))
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> {
                            assertThat(e.text())
                                    .isEqualTo(
                                            "dataset/d: spec.columns[2].type must be a text (line 14)");
                            assertThat(e.position())
                                    .hasValueSatisfying(p -> assertThat(p.line()).isEqualTo(14));
                        });
        assertInvalid(
                () -> ResourceDocuments.parse(yaml.replace("type: 7", "type: date")),
                "spec.columns[1].type is no type");
        assertInvalid(
                () -> ResourceDocuments.parse(yaml.replace("type: 7", "type: date")), "(line 13)");
    }

    @Test
    void placesAreFoundInListsAndInJson() {
        assertInvalid(
                () ->
                        ResourceDocuments.parse(
                                "[%s,\n %s]"
                                        .formatted(
                                                Catalog.SOURCE,
                                                Catalog.SOURCE.replace("jdbc", "odbc"))),
                "source/crm: spec.kind must be one of [\"jdbc\",\"objects\",\"system\"] (line 2)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{query: q} | spec must have 'principal'",
                "{query: q, principal: p, format: xml} | spec.format must be one of",
                "{query: q, principal: p, prefix: /a/} | spec.prefix must match",
                "{query: q, principal: p, prefix: a/../b/} | spec.prefix must match",
                "{query: q, principal: p, bucket: A} | spec.bucket must match",
                "{query: q, principal: p, schedule: {cron: 0 6 * *}} | spec.schedule.cron must match",
                "{query: q, principal: p, schedule: {rate: 0 hours}} | spec.schedule.rate must match",
                "{query: q, principal: p, schedule: {at: noon}} | spec.schedule.at must match",
                "{query: q, principal: p, attempts: 0} | spec.attempts must be at least 1",
                "{query: q, principal: p, concurrency: maybe} | spec.concurrency must be one of",
            })
    void whatIsNoExportIsRefusedWithItsPlace(String spec, String message) {
        assertInvalid(
                () -> ResourceDocuments.parse("{kind: Export, name: e, spec: " + spec + "}"),
                message);
    }

    private static void assertInvalid(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        TrawlException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_RESOURCE))
                .hasMessageContaining(message);
    }

    private static String text(String document) {
        return ResourceDocuments.write(ResourceDocuments.parse(document).getFirst());
    }
}
