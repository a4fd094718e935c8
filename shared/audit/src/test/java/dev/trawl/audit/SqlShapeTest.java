package dev.trawl.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlShapeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
                    SELECT a1 FROM t WHERE b = 'x''y' AND c>-1.5e-3 | select a1 from t where b = ? and c>-?
                    select "A'1" from t                             | select "A'1" from t
                    select 1 -- Ann                                 | select ?
                    select /* 'Ann */ .5, 0x1F, 1                   | select ?, ?, ?
                    select date '2020-01-01'  ,x'ff'                | select date ? ,x?
                    select 'open and 123                            | select ?
                    select u&'d' , e'\\n'                           | select u&? , e?
                    """)
    void constantsAreLeftOut(String sql, String shape) {
        assertThat(SqlShape.of(sql)).isEqualTo(shape);
    }

    @Test
    void fingerprintsDifferWithTheShapeOnly() {
        assertThat(SqlShape.fingerprint("SELECT a FROM t  WHERE b = 1"))
                .isEqualTo(SqlShape.fingerprint("select a from t where b = 22"))
                .isNotEqualTo(SqlShape.fingerprint("select a from t where c = 22"));
    }

    @Test
    void longTextsAreCut() {
        assertThat(SqlShape.of("a ".repeat(20_000))).hasSize(20_001).endsWith("…");
    }
}
