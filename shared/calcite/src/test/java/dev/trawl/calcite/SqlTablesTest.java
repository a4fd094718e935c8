package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SqlPosition;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlTablesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    select 1                                                         | ``
                    values (1)                                                       | ``
                    select * from a                                                  | a
                    select * from x.y.a                                              | x.y.a
                    select * from a, b join c on a.i = c.i left join d using (i)     | a b c d
                    select (select max(i) from b) from a                             | b a
                    select * from a where exists (select 1 from b where i in (select i from c)) | c b a
                    select i from a group by i having count(*) > (select count(*) from b) | b a
                    select * from a join b on a.i in (select i from c)               | a b c
                    select * from a order by (select 1 from b)                       | a b
                    select * from (select * from a) q                                | a
                    select * from a union select * from b except select * from c     | a b c
                    select case when exists (select 1 from b) then 1 end from a      | b a
                    with q as (select * from a) select * from q                      | a
                    with q as (select * from q) select * from q                      | q
                    with q as (select * from a), r as (select * from q) select * from r | a
                    with q as (select * from a) select * from b where i in (select i from q) | a b
                    select * from (with q as (select * from a) select * from q) x, q | a q
                    with q as (select * from a) select * from s.q                    | a s.q
                    select * from "A b"."C.d"                                        | A b.C.d
                    """)
    void namesTablesOfEveryClause(String sql, String expected) {
        List<String> names =
                SqlTables.referenced(sql, SqlLimits.DEFAULT).stream()
                        .map(NameReference::text)
                        .toList();
        assertThat(String.join(" ", names)).isEqualTo(expected);
    }

    @Test
    void positionIsWhereTheNameBegins() {
        assertThat(SqlTables.referenced("select *\n  from x.a, b", SqlLimits.DEFAULT))
                .extracting(NameReference::position)
                .containsExactly(new SqlPosition(2, 8), new SqlPosition(2, 13));
    }

    @Test
    void quotedPartsAreKnown() {
        assertThat(SqlTables.referenced("select * from a.\"B\"", SqlLimits.DEFAULT))
                .singleElement()
                .extracting(NameReference::parts)
                .isEqualTo(
                        List.of(
                                new NameReference.Part("a", false),
                                new NameReference.Part("B", true)));
    }

    @Test
    void tooManyTablesAreRefused() {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(
                        () -> SqlTables.referenced("select * from a, b", new SqlLimits(100, 10, 1)))
                .extracting(TrawlException::code)
                .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void comparisonsOfRowsWithinEachOtherDoNotGrowWithoutBounds() {
        String nested = "a.x";
        for (int i = 0; i < 60; i++) {
            nested = "((" + nested + ", 1) < (true, 2))";
        }
        String sql = "select " + nested + " from a";
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> SqlTables.referenced(sql, SqlLimits.DEFAULT))
                .extracting(TrawlException::code)
                .isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }
}
