package dev.trawl.fleettests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.testkit.fuzz.Choices;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShrunkSqlTest {
    @Test
    void choicesThatAreGivenMakeTheSameQueryAgain() {
        for (long seed = 0; seed < 200; seed++) {
            Asked asked = Asked.random(seed);
            assertThat(new RandomSql(Choices.again(asked.choices())).query())
                    .isEqualTo(asked.sql());
        }
    }

    @Test
    void whatIsLeftIsShortAndStillTells() throws Exception {
        ShrunkSql shrinking =
                new ShrunkSql(
                        queries -> queries.stream().map(ShrunkSqlTest::tells).toList(),
                        new ShrunkSql.Effort(12, 100));
        List<List<Integer>> found =
                LongStream.range(0, 400)
                        .mapToObj(Asked::random)
                        .filter(asked -> tells(asked.sql()))
                        .map(Asked::choices)
                        .toList();
        assertThat(found).hasSizeGreaterThan(40);
        int before = 0;
        int after = 0;
        for (List<Integer> choices : found) {
            String shortest = shrinking.of(choices);
            assertThat(shortest).contains("v.salary").hasSizeLessThan(160);
            before += new RandomSql(Choices.again(choices)).query().length();
            after += shortest.length();
        }
        assertThat(after).as("characters of %d", before).isLessThan(before * 2 / 3);
    }

    private static boolean tells(String sql) {
        return sql.contains("v.salary");
    }
}
