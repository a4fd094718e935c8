package dev.trawl.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependenciesTest {
    private static final String ALL =
            """
            {kind: Source, name: crm, spec: {kind: jdbc}}
            ---
            {kind: Purpose, name: care, spec: {}}
            ---
            {kind: Principal, name: nightly, spec: {issuer: fleet, subject: nightly, purposes: [care]}}
            ---
            {kind: Dataset, name: people, spec: {source: crm, columns: [{name: id, type: bigint}]}}
            ---
            {kind: Dataset, name: grown_ups, spec: {query: "select id from people"}}
            ---
            {kind: Policy, name: p, spec: {rules: [{name: r, resources: ["crm.*.*"], purposes: [care]}]}}
            ---
            {kind: Export, name: daily, spec: {query: "select * from grown_ups", principal: nightly, purpose: care}}
            """;

    private final Catalog catalog = new Catalog();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    source/crm | dataset/people
                    purpose/care | export/daily, policy/p, principal/nightly
                    principal/nightly | export/daily
                    dataset/people | dataset/grown_ups
                    dataset/grown_ups | export/daily
                    """)
    void whatIsInUseStays(String id, String users) {
        catalog.apply(ALL);
        Change delete = deletion(id);

        assertThatThrownBy(() ->
                        catalog.service.apply(List.of(delete), Catalog.AUTHOR, Catalog.POLICIES))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IN_USE))
                .hasMessage(
                        id + " is used by " + users + "; delete them first, or in the same apply");
        assertThat(catalog.service.dependencies().users(id)).hasToString("[%s]".formatted(users));
    }

    @ParameterizedTest
    @CsvSource({"policy/p", "export/daily"})
    void whatNothingUsesGoes(String id) {
        catalog.apply(ALL);
        Applied applied =
                catalog.service.apply(List.of(deletion(id)), Catalog.AUTHOR, Catalog.POLICIES);
        assertThat(Catalog.kinds(applied)).containsExactly(Applied.Kind.DELETED);
    }

    @Test
    void usersThatMayNotBeKnownAreNotNamed() {
        catalog.apply(ALL);
        List<Change> delete = List.of(Change.delete(ResourceKind.PURPOSE, "care"));

        assertThatThrownBy(() ->
                        catalog.service.apply(
                                delete, Catalog.AUTHOR, Catalog.POLICIES, _ -> List.of()))
                .hasMessage("purpose/care is used by what you may not see; ask its administrators");
        assertThatThrownBy(() ->
                        catalog.service.plan(delete, Catalog.POLICIES, ids -> ids.subList(0, 1)))
                .hasMessage("purpose/care is used by export/daily, and by what you may not see");
    }

    @Test
    void allGoesTogether() {
        catalog.apply(ALL);
        List<Change> all =
                Catalog.puts(ALL).stream().map(c -> Change.delete(c.kind(), c.name())).toList();
        catalog.service.apply(all, Catalog.AUTHOR, Catalog.POLICIES);
        assertThat(catalog.current().sources()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    select 1 | []
                    select a, people from t | [[t]]
                    select * from a.b.c x, "D e"."f" join lateral g on x.id = g.id, h where x in (select 1 from i, j) | [[a, b, c], [D e, f], [g], [h], [i], [j]]
                    with x as (select * from a) select * from x union all select b, c from (select * from d) z | [[a], [x], [d]]
                    select 'from x' , "from" /* from z */ from a . b -- from y | [[a, b]]
                    select * from (a join b using (id)), c order by d, e | [[a], [b], [c]]
                    select f(a, b) from c group by d, e having count(*) > 1 | [[c]]
                    select it''s from | []
                    """)
    void tablesAreWhatStandsWhereTablesStand(String sql, String names) {
        assertThat(SqlTables.in(sql)).hasToString(names);
    }

    private static Change deletion(String id) {
        int slash = id.indexOf('/');
        return Change.delete(
                ResourceKind.find(id.substring(0, slash)).orElseThrow(), id.substring(slash + 1));
    }
}
