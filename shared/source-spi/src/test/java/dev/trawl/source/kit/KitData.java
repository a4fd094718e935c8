package dev.trawl.source.kit;

import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The kit's tables. Values are chosen to hurt: NULLs, empty texts, texts that collations order in
/// another way, zeros to divide by, equal keys.
public final class KitData {
    static final String SCHEMA = "public";
    static final int MANY_ROWS = 20_000;
    static final int LATE_ROWS = 6_000;

    static final Field ID = new Field("id", Type.Simple.BIGINT);
    static final Field NAME = new Field("name", Type.Simple.VARCHAR);
    static final Field EMAIL = new Field("email", Type.Simple.VARCHAR);
    static final Field AGE = new Field("age", Type.Simple.INTEGER);
    static final Field SALARY = new Field("salary", new Type.Decimal(12, 2));
    static final Field REGION = new Field("region", Type.Simple.VARCHAR);
    static final Field BIRTH = new Field("birth", Type.Simple.DATE);
    static final Field REMARK = new Field("remark", Type.Simple.VARCHAR);
    static final Field RATE = new Field("rate", Type.Simple.DOUBLE);

    private KitData() {}

    static KitTable people() {
        return new KitTable(
                "people",
                List.of(ID, NAME, EMAIL, AGE, SALARY, REGION, BIRTH, RATE),
                List.of(
                        row(1L, "Ada", "ada@x.org", 36L, "100.00", "north", "1985-12-10", 1.5),
                        row(2L, "bob", "bob@x.org", 0L, "2500.50", "south", "2001-01-31", -0.0),
                        row(3L, "Äsa", "äsa@y.org", 51L, "-1.00", "north", "1970-01-01", 0.0),
                        row(4L, "", "", null, null, null, null, null),
                        row(5L, "Zoë", null, 36L, "99999999.99", "North", "0001-01-01", 2.5),
                        row(6L, "ada", "ada@x.org", 17L, "0.00", "north", "9999-12-31", -7.25),
                        row(7L, "Eve 😀", "e", 70L, "100.00", "south", "1955-02-28", 1e300),
                        row(
                                8L,
                                null,
                                "nobody@x.org",
                                2_147_483_647L,
                                "0.01",
                                "",
                                "2024-02-29",
                                0.5)));
    }

    static KitTable orders() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < 40; i++) {
            rows.add(
                    Arrays.asList(
                            i,
                            i % 7 == 0 ? null : i % 11 == 0 ? 99L : i % 6 + 1,
                            i % 5 == 0 ? null : new BigDecimal(i * 37 - 300).movePointLeft(2),
                            LocalDateTime.of(2026, 1, 1, 0, 0).plusHours(i * 7)));
        }
        return new KitTable(
                "orders",
                List.of(
                        ID,
                        new Field("person", Type.Simple.BIGINT),
                        new Field("amount", new Type.Decimal(10, 2)),
                        new Field("placed", Type.Simple.TIMESTAMP)),
                rows);
    }

    static KitTable empty() {
        return new KitTable("empty", List.of(ID, NAME), List.of());
    }

    static KitTable many() {
        Random random = new Random(4711);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < MANY_ROWS; i++) {
            rows.add(
                    Arrays.asList(i, "text " + random.nextInt(1_000) + "x".repeat((int) (i % 60))));
        }
        return new KitTable("many", List.of(ID, NAME), rows);
    }

    /// Its second half holds something else than its first.
    static KitTable late() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (long i = 0; i < LATE_ROWS; i++) {
            rows.add(
                    Arrays.asList(
                            i, i < LATE_ROWS / 2 ? "item " + i : "person.%d@x.org".formatted(i)));
        }
        return new KitTable("late", List.of(ID, REMARK), rows);
    }

    private static List<@Nullable Object> row(
            long id,
            @Nullable String name,
            @Nullable String email,
            @Nullable Long age,
            @Nullable String salary,
            @Nullable String region,
            @Nullable String birth,
            @Nullable Double rate) {
        return Arrays.asList(
                id,
                name,
                email,
                age,
                salary == null ? null : new BigDecimal(salary),
                region,
                birth == null ? null : LocalDate.parse(birth),
                rate);
    }
}
