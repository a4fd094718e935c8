package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.protocol.TrawlException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Text that nobody writes by hand ends with a plan or a coded error, soon.
class HostileSqlTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final SqlLimits DEEP = new SqlLimits(100_000, 10_000, 64);
    private static final String LEGS = "select count(*) from legs where ";

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void endsWithPlanOrCodedError(String name, String sql) {
        assertThat(name).isNotEmpty();
        Assertions.assertTimeoutPreemptively(SOON, () -> end(sql, DEEP));
    }

    private static void end(String sql, SqlLimits limits) {
        try {
            SqlTables.referenced(sql, limits);
            new SqlPlanner(limits).plan(TestTables.request(sql));
        } catch (TrawlException e) {
            assertThat(e.text()).isNotBlank().hasSizeLessThan(1_000);
        }
    }

    static Stream<Arguments> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("many ORs", LEGS + terms("delay = %d", " or ", 4_000));
        texts.put("many ORs of different columns", LEGS + terms("delay + %d > 1", " or ", 1_000));
        texts.put("many ANDs", LEGS + terms("delay <> %d", " and ", 4_000));
        texts.put("many parentheses", "select " + "(".repeat(5_000) + 1 + ")".repeat(5_000));
        texts.put("many NOTs", LEGS + "not ".repeat(5_000) + "delay = 1");
        texts.put("many minus signs", "select " + "- ".repeat(5_000) + "1");
        texts.put("a long sum", "select " + terms("%d", " + ", 2_000));
        texts.put("a long IN list", LEGS + "delay in (" + terms("%d", ", ", 12_000) + ")");
        texts.put("a long NOT IN list", LEGS + "delay not in (" + terms("%d", ", ", 12_000) + ")");
        texts.put("many columns", "select " + terms("%d as c%1$d", ", ", 1_000));
        texts.put("many unions", terms("select %d", " union all ", 500));
        texts.put(
                "nested subqueries",
                "select * from (".repeat(150) + "select 1" + ") q".repeat(150));
        texts.put("nested cases", "case when true then ".repeat(500) + 1 + " end".repeat(500));
        texts.put("a long identifier", "select " + "a".repeat(50_000) + " from legs");
        texts.put("a long table", "select * from " + "a".repeat(50_000));
        texts.put("a long text", "select '" + "a".repeat(90_000) + "'");
        texts.put("a long number", "select " + "9".repeat(50_000));
        texts.put("a large exponent", "select 1e999999999");
        texts.put("a small exponent", "select cast(1e-999999999 as decimal(10,2))");
        texts.put("an open quote", "select 'abc");
        texts.put("an open name", "select \"abc");
        texts.put("an open comment", "select 1 /* abc");
        texts.put("a line comment only", "-- abc");
        texts.put("parentheses in a comment", "select 1 /* " + "(".repeat(1_000) + " */");
        texts.put("an open parenthesis", "select (1");
        texts.put("a closing one", "select 1)");
        texts.put("nothing", "");
        texts.put("blanks", " \t\n ");
        texts.put("semicolons", ";;;");
        texts.put("NUL", "select 'a\0b'");
        texts.put("a half of a pair", "select '\ud800' from legs where origin = '\udc00'");
        texts.put("letters of many scripts", "select 'žluťoučký 日本語 🐟' as \"Δ\" from legs");
        texts.put("unquoted letters", "select žluť from legs");
        texts.put("a byte order mark", "\ufeffselect 1");
        texts.put("odd blanks", "select\u00a01");
        texts.put("an escape", "select U&'\\FFFF', U&'\\00e9'");
        texts.put("a wrong escape", "select U&'\\zz'");
        texts.put("a large limit", "select * from legs limit 99999999999999999999999");
        texts.put("a negative limit", "select * from legs limit -1");
        texts.put("a large position", "select origin from legs order by 99");
        texts.put("a large interval", "select departed + interval '999999999' year from legs");
        texts.put("a year too far", "select timestamp '99999-01-01 00:00:00'");
        texts.put(
                "a long pattern",
                "select * from legs where origin like '" + "%_".repeat(9_000) + "'");
        texts.put("a bad escape", "select * from legs where origin like 'a' escape 'ab'");
        texts.put("hex", "select x'0g'");
        texts.put("a wide decimal", "select cast(1 as decimal(99, 98))");
        texts.put("a parameter", "select ?");
        texts.put("a hint", "select /*+ x(1) */ * from legs");
        return texts.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
    }

    private static String terms(String form, String separator, int count) {
        return IntStream.range(0, count)
                .mapToObj(form::formatted)
                .collect(Collectors.joining(separator));
    }
}
