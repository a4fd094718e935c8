package dev.trawl.source.kit;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Type;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A table that shows everybody the same whatever its seed: seeds differ in the rows that the
/// filter hides and in the values under masks.
final class HiddenData {
    private static final List<Field> COLUMNS =
            List.of(
                    KitData.ID,
                    KitData.NAME,
                    KitData.EMAIL,
                    KitData.AGE,
                    KitData.SALARY,
                    KitData.REGION);
    private static final int VISIBLE = 30;

    private HiddenData() {}

    static KitTable table(long seed) {
        Random hidden = new Random(seed);
        Random visible = new Random(42);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < VISIBLE; i++) {
            rows.add(
                    Arrays.asList(
                            i,
                            "" + (char) ('a' + hidden.nextInt(26)) + hidden.nextInt(100),
                            i % 5 == 0 ? null : "user" + visible.nextInt(9) + "@x.org",
                            i % 6 == 0 ? null : visible.nextLong(1, 90),
                            new BigDecimal(hidden.nextInt(1_000_000)).movePointLeft(2),
                            "north"));
            for (int n = hidden.nextInt(3); n > 0; n--) {
                rows.add(hiddenRow(hidden));
            }
        }
        return new KitTable("hidden", COLUMNS, rows);
    }

    /// Zeros, the ends of integers, texts that are no numbers, and regions that are nearly visible.
    private static List<@Nullable Object> hiddenRow(Random random) {
        List<Long> ages =
                List.of(0L, (long) Integer.MAX_VALUE, (long) Integer.MIN_VALUE, -1L, 46_341L);
        return Arrays.asList(
                random.nextLong(100),
                "x" + random.nextInt(),
                random.nextBoolean() ? "12" : "not a number",
                ages.get(random.nextInt(ages.size())),
                new BigDecimal("9999999999.99"),
                random.nextBoolean() ? null : "North");
    }

    /// Names and salaries that differ between seeds are masked whole; e-mails are pseudonyms.
    static GrantedRelation granted(Harness harness) {
        Expr north =
                Expr.Call.of(
                        Function.EQ, new Expr.Column(5, Type.Simple.VARCHAR), Literals.of("north"));
        Expr young =
                Expr.Call.of(Function.LT, new Expr.Column(3, Type.Simple.INTEGER), Literals.of(40));
        return harness.masked(
                Harness.name("hidden"),
                north,
                Map.of(
                        "name",
                        List.of(
                                new MaskCase(young, new Mask.Redact("***")),
                                new MaskCase(null, new Mask.Null())),
                        "email",
                        List.of(new MaskCase(null, new Mask.Hash("crm"))),
                        "salary",
                        List.of(new MaskCase(null, new Mask.Null()))));
    }
}
