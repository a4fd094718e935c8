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
        String one = "kind: Dataset\nname: d\nspec: {query: 'SELECT 1', a: 2}\n";
        String two =
                "{\"spec\":{\"a\":2,\"query\":\"SELECT 1\"},\"name\":\"d\",\"kind\":\"Dataset\"}";
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
                "{kind: Robot, name: a, spec: {}} | kind 'Robot' is not offered",
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
                "{source: crm, columns: []} | at least one column",
                "{source: crm, columns: [{name: a, type: money}]} | spec.columns[0]",
                "{source: crm, columns: [{name: a, type: date}, {name: a, type: date}]} | twice",
                "{source: crm, colums: []} | no field 'colums'",
                "{columns: []} | must be a text",
                "{query: 1} | must be a text",
            })
    void whatIsNoDatasetIsRefusedWithItsPlace(String spec, String message) {
        Catalog catalog = new Catalog();
        catalog.apply(Catalog.SOURCE);
        assertInvalid(() -> catalog.apply("{kind: Dataset, name: d, spec: " + spec + "}"), message);
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
