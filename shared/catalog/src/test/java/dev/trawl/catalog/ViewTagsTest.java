package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewTagsTest {
    private static final String TABLE =
            """
            {kind: Source, name: crm, spec: {kind: jdbc}}
            ---
            kind: Dataset
            name: people
            tags: [domain.people]
            spec:
              source: crm
              columns:
                - {name: id, type: bigint}
                - {name: mail, type: varchar, tags: [pii.email, gold]}
                - {name: born, type: date, tags: [pii.birth]}
            """;

    private static Set<String> tags(String sql) {
        return tags(sql, "{kind: Dataset, name: other, spec: {query: \"select 1 as one\"}}");
    }

    private static Set<String> tags(String sql, String more) {
        List<Resource> resources =
                ResourceDocuments.parse(
                        TABLE
                                + "\n---\n"
                                + more
                                + "\n---\n{kind: Dataset, name: seen, tags: [own], spec: {query: \""
                                + sql
                                + "\"}}");
        CatalogSnapshot snapshot = SnapshotBuilder.build(resources);
        return Objects.requireNonNull(
                        snapshot.views().get(new TableName("default", "public", "seen")))
                .tags();
    }

    @Test
    void aViewOverAColumnOfPersonalDataIsPersonalData() {
        assertThat(tags("select MAIL from crm.public.people"))
                .containsExactlyInAnyOrder("own", "pii.email");
        assertThat(tags("select * from people"))
                .containsExactlyInAnyOrder("own", "pii.email", "pii.birth");
    }

    @Test
    void whatAViewDoesNotReadIsNotInherited() {
        assertThat(tags("select id from people")).containsExactly("own");
        assertThat(tags("select mail from (values (1)) as t (mail)")).containsExactly("own");
    }

    @Test
    void whatDecidesWhichRowsAreReadIsReadToo() {
        assertThat(tags("select id from people where born < current_date"))
                .containsExactlyInAnyOrder("own", "pii.birth");
    }

    @Test
    void viewsInheritThroughViews() {
        assertThat(
                        tags(
                                "select m from through",
                                "{kind: Dataset, name: through, spec: {query: 'select mail as m from people'}}"))
                .containsExactlyInAnyOrder("own", "pii.email");
    }

    @Test
    void viewsOfEachOtherEnd() {
        assertThat(
                        tags(
                                "select a from through",
                                "{kind: Dataset, name: through, spec: {query: 'select a from seen'}}"))
                .containsExactly("own");
    }
}
