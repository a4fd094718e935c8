package dev.trawl.testkit.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class GovernedReferenceTest {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final Expr REGION = new Expr.Column(0, Type.Simple.VARCHAR);
    private static final List<Field> INPUTS =
            List.of(
                    new Field("region", Type.Simple.VARCHAR),
                    new Field("name", Type.Simple.VARCHAR),
                    new Field("id", Type.Simple.BIGINT));

    @Test
    void rowsThatTheFilterDoesNotLetInAreGone() {
        assertThat(
                        rows(
                                List.of(),
                                equal("EU"),
                                List.of(
                                        row("EU", "a", 1L),
                                        row("US", "b", 2L),
                                        row(null, "c", 3L))))
                .containsExactly(row("EU", "a", 1L));
    }

    @Test
    void theFirstMaskThatAppliesIsShown() {
        List<MaskCase> masks =
                List.of(
                        new MaskCase(equal("EU"), new Mask.PassThrough()),
                        new MaskCase(null, new Mask.Redact("***")));
        assertThat(rows(masks, null, List.of(row("EU", "Ada", 1L), row("US", "Bob", 2L))))
                .containsExactly(row("EU", "Ada", 1L), row("US", "***", 2L));
    }

    @Test
    void aConditionThatIsNullMasks() {
        List<MaskCase> masks = List.of(new MaskCase(equal("EU"), new Mask.Null()));
        assertThat(rows(masks, null, List.of(row(null, "Ada", 1L))))
                .containsExactly(row(null, null, 1L));
    }

    @Test
    void nullStaysNullUnderEveryMask() {
        for (Mask mask :
                List.of(new Mask.Redact("x"), new Mask.Hash("d"), new Mask.Partial(1, 1, "*"))) {
            assertThat(rows(List.of(new MaskCase(null, mask)), null, List.of(row("EU", null, 1L))))
                    .containsExactly(row("EU", null, 1L));
        }
    }

    @Test
    void partialKeepsTheEndsOfLongTextsOnly() {
        List<MaskCase> masks = List.of(new MaskCase(null, new Mask.Partial(1, 2, "*")));
        assertThat(rows(masks, null, List.of(row("EU", "😀abcd", 1L), row("EU", "abc", 2L))))
                .containsExactly(row("EU", "😀**cd", 1L), row("EU", "***", 2L));
    }

    @Test
    void aHashIsTheKeyedOneOfTheCanonicalText() {
        List<MaskCase> masks = List.of(new MaskCase(null, new Mask.Hash("d")));
        assertThat(rows(masks, null, List.of(row("EU", "Ada", 1L))))
                .containsExactly(
                        row(
                                "EU",
                                "306b7d1dff40ebd5b7427bd5ff0a68084d393cdf854bf3dcdfb1acb236f8c02c",
                                1L));
    }

    @Test
    void equalNumbersHaveOneCanonicalText() {
        assertThat(CanonicalText.of(100L, Type.Simple.INTEGER)).isEqualTo("n:100");
        assertThat(CanonicalText.of(new BigDecimal("100.00"), new Type.Decimal(5, 2)))
                .isEqualTo("n:100");
        assertThat(CanonicalText.of(new BigDecimal("0.10"), new Type.Decimal(5, 2)))
                .isEqualTo("n:0.1");
        assertThat(CanonicalText.of(-0.0, Type.Simple.DOUBLE)).isEqualTo("f:0.0");
        assertThat(CanonicalText.of(1.5f, Type.Simple.REAL)).isEqualTo("f:1.5");
    }

    private static List<List<@Nullable Object>> rows(
            List<MaskCase> masks, @Nullable Expr filter, List<List<@Nullable Object>> rows) {
        GrantedRelation granted =
                new GrantedRelation(
                        TableName.parse("a.b.c"),
                        INPUTS,
                        List.of(
                                new GrantedColumn("region", 0, List.of()),
                                new GrantedColumn("name", 1, masks),
                                new GrantedColumn("id", 2, List.of())),
                        filter);
        return new GovernedReference(granted, _ -> KEY).rows(rows);
    }

    private static Expr equal(String region) {
        return Expr.Call.of(Function.EQ, REGION, Literals.of(region));
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }
}
