package dev.trawl.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.calcite.SqlLimits;
import dev.trawl.lambda.HttpResponse;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.query.authorize.CalciteFront;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SQL from end to end, over sources in memory.
class SqlTest {
    private static final Fleet FLEET = new Fleet(new CalciteFront(SqlLimits.DEFAULT), Map.of(), 4);

    @AfterAll
    static void nothingIsLeft() {
        assertThat(FLEET.allocatedBytes()).isZero();
        FLEET.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    select 1 as x, 'a' as y                                | [[1,"a"]]
                    select name from people order by id desc               | [[null],["Bob, \\"the\\" builder"],["Ann"]]
                    select name from who where name is not null order by 1 | [["Ann"],["Bob, \\"the\\" builder"]]
                    select count(*) from legs                              | [[97]]
                    select count(distinct origin) from legs                | [[3]]
                    select sum(delay), min(price), max(origin) from legs where id < 4 | [[12,"0.00","OSL"]]
                    select id from legs order by price desc, id limit 2    | [[89],[80]]
                    select id, price * 2 from legs where id = 3            | [[3,"6.06"]]
                    select origin, count(*) from legs where id < 6 group by origin order by 2 desc, 1 | [["CDG",2],["OSL",2],["AMS",1],[null,1]]
                    select p.name, count(*) from legs l join orders o on o.leg = l.id join people p on p.id = o.person group by 1 order by 1 | [["Ann",2],["Bob, \\"the\\" builder",1]]
                    select o.leg from orders o where not exists (select 1 from legs l where l.id = o.leg) | [[200]]
                    select id from legs where id in (select leg from orders) order by 1 | [[1],[2],[3]]
                    select avg(price) from legs where id < 3               | [["1.010000"]]
                    with late as (select * from legs where delay > 20) select count(*) from late | [[16]]
                    """)
    void rowsAreThese(String sql, String rows) {
        for (String options :
                new String[] {
                    "{}", "{\"splitsMax\":1}", "{\"splitsMax\":2}", "{\"splitsMax\":4}"
                }) {
            assertThat(rows(query(sql, options))).as(options).isEqualTo(rows);
        }
    }

    /// How many splits a table has follows from rows that policy may hide.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select name from people where id in (select delay from legs where id < 3)",
                "select name from people where id in (select id from legs order by price limit 4)"
            })
    void keysOfOneFragmentForAnotherDoNotTellOfSplits(String sql) {
        List<String> whole = keys(query(sql, "{\"splitsMax\":1}"));

        assertThat(whole)
                .singleElement(InstanceOfAssertFactories.STRING)
                .containsPattern("dynamic filter on id from fragment \\d: \\d key");
        assertThat(keys(query(sql, "{\"splitsMax\":2}"))).isEqualTo(whole);
        assertThat(keys(query(sql, "{\"splitsMax\":4}"))).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 / (id - 5) from legs",
                "select cast(origin as integer) from legs where origin is not null",
                "select sum(id * 9000000000000000000) from legs"
            })
    void errorsAreTheSameInSplits(String sql) {
        String whole = code(query(sql, "{\"splitsMax\":1}"));

        assertThat(code(query(sql, "{\"splitsMax\":4}"))).isEqualTo(whole).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    select table_name, table_type from information_schema.tables order by 1 | [["legs","BASE TABLE"],["orders","BASE TABLE"],["people","BASE TABLE"],["who","VIEW"]]
                    select column_name, data_type, ordinal_position from information_schema.columns where table_name = 'people' order by 3 | [["id","bigint",1],["name","varchar",2]]
                    select count(*) from information_schema.schemata | [[2]]
                    select count(*) from trawl.system.datasets where table_name = 'secret' | [[0]]
                    select max(c.ordinal_position) from system.columns c join system.datasets d on d.dataset_name = c.dataset_name and d.table_name = 'people' | [[2]]
                    select count(*) from people p join information_schema.columns c on c.column_name = 'name' | [[3]]
                    """)
    void catalogHasWhatMayBeDescribed(String sql, String rows) {
        assertThat(rows(query(sql, "{}"))).isEqualTo(rows);
    }

    @Test
    void catalogIsAskedForByItsSchema() {
        assertThat(code(query("select * from columns", "{}"))).isEqualTo("TABLE_NOT_FOUND");
        assertThat(code(query("select * from system.secrets", "{}"))).isEqualTo("TABLE_NOT_FOUND");
    }

    @Test
    void readingTheCatalogIsRecordedLikeAnyReading() {
        query("select table_name from information_schema.tables", "{}");
        assertThat(FLEET.recorded(dev.trawl.audit.AuditEvent.Kind.QUERY_STARTED))
                .anySatisfy(r ->
                        assertThat(r)
                                .contains(
                                        "{\"table\":\"trawl.information_schema.tables\",\"columns\":[{\"name\":\"table_name\",\"mask\":null}]"));
    }

    @Test
    void hiddenTableInAViewOrSubqueryDoesNotExist() {
        assertThat(code(query("select * from people where id in (select id from secret)", "{}")))
                .isEqualTo("TABLE_NOT_FOUND");
        assertThat(code(query("select nothing from people", "{}"))).isEqualTo("COLUMN_NOT_FOUND");
        assertThat(code(query("select", "{}"))).isEqualTo("SYNTAX_ERROR");
        assertThat(code(query("delete from people", "{}"))).isNotEmpty();
    }

    private static HttpResponse query(String sql, String options) {
        String text = JsonWriter.write(w -> w.string(sql));
        return FLEET.query("ann", "{\"sql\":%s,\"options\":%s}".formatted(text, options));
    }

    private static List<String> keys(HttpResponse response) {
        return Pattern.compile("dynamic filter on [^\"]*")
                .matcher(response.bodyText())
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static String rows(HttpResponse response) {
        String body = response.bodyText();
        assertThat(response.status()).as(body).isEqualTo(200);
        return body.substring(body.lastIndexOf("\"rows\":[") + 7, body.length() - 1);
    }

    private static String code(HttpResponse response) {
        String body = response.bodyText();
        assertThat(response.status()).as(body).isGreaterThanOrEqualTo(400);
        return body.replaceAll(".*\"code\":\"([A-Z_]+)\".*", "$1");
    }
}
