package dev.trawl.calcite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlExpressionsTest {
    private static final List<Field> COLUMNS =
            List.of(
                    new Field("region", Type.Simple.VARCHAR),
                    new Field("Level", Type.Simple.INTEGER),
                    new Field("born", Type.Simple.DATE),
                    new Field("salary", new Type.Decimal(10, 2)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    region = 'EU'                    | boolean
                    region = 'EU' and "Level" > 2    | boolean
                    level + 1                        | integer
                    LEVEL in (1, 2, 3)               | boolean
                    born < '2000-01-01'              | boolean
                    born >= date '2000-01-01'        | boolean
                    upper(region)                    | varchar
                    salary                           | decimal(10,2)
                    true                             | boolean
                    case when level = 1 then 'a' end | varchar
                    extract(year from born)          | bigint
                    """)
    void hasItsType(String sql, String type) {
        assertThat(SqlExpressions.parse(sql, COLUMNS, SqlLimits.DEFAULT).type().text())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    nope = 1                                  | COLUMN_NOT_FOUND
                    max(level) = 1                            | NOT_SUPPORTED
                    count(*) > 1                              | NOT_SUPPORTED
                    region in (select 'a')                    | NOT_SUPPORTED
                    exists (select 1)                         | NOT_SUPPORTED
                    (select 1) = 1                            | NOT_SUPPORTED
                    region = 1                                | TYPE_MISMATCH
                    level = 'many'                            | INVALID_CAST
                    born = '2001-02-30'                       | INVALID_CAST
                    level + true                              | TYPE_MISMATCH
                    region = 'EU                              | SYNTAX_ERROR
                    region = 'EU' or                          | SYNTAX_ERROR
                    level = 1; delete                         | SYNTAX_ERROR
                    ``                                        | SYNTAX_ERROR
                    nothing_like(region)                      | NOT_SUPPORTED
                    """)
    void isRefused(String sql, ErrorCode code) {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(() -> SqlExpressions.parse(sql, COLUMNS, SqlLimits.DEFAULT))
                .extracting(TrawlException::code)
                .isEqualTo(code);
    }

    @Test
    void columnsAreGivenByTheirIndex() {
        Expr expr = SqlExpressions.parse("born is null or level = 1", COLUMNS, SqlLimits.DEFAULT);

        assertThat(Expressions.columns(expr)).containsExactly(1, 2);
    }

    @Test
    void conditionIsBoolean() {
        assertThatExceptionOfType(TrawlException.class)
                .isThrownBy(
                        () -> SqlExpressions.parseCondition("level", COLUMNS, SqlLimits.DEFAULT))
                .extracting(TrawlException::code)
                .isEqualTo(ErrorCode.TYPE_MISMATCH);
        assertThat(
                        SqlExpressions.parseCondition("region = 'EU'", COLUMNS, SqlLimits.DEFAULT)
                                .type())
                .isEqualTo(Type.Simple.BOOLEAN);
    }
}
