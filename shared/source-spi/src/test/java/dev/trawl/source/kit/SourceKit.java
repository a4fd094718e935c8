package dev.trawl.source.kit;

import static dev.trawl.plan.Function.AND;
import static dev.trawl.plan.Function.CHAR_LENGTH;
import static dev.trawl.plan.Function.DIVIDE;
import static dev.trawl.plan.Function.EQ;
import static dev.trawl.plan.Function.GT;
import static dev.trawl.plan.Function.IS_NULL;
import static dev.trawl.plan.Function.LT;
import static dev.trawl.plan.Function.MULTIPLY;
import static dev.trawl.plan.Function.NE;
import static dev.trawl.plan.Function.NOT;
import static dev.trawl.plan.Function.OR;
import static dev.trawl.plan.Function.UPPER;
import static dev.trawl.source.kit.KitData.AGE;
import static dev.trawl.source.kit.KitData.BIRTH;
import static dev.trawl.source.kit.KitData.EMAIL;
import static dev.trawl.source.kit.KitData.ID;
import static dev.trawl.source.kit.KitData.NAME;
import static dev.trawl.source.kit.KitData.RATE;
import static dev.trawl.source.kit.KitData.REGION;
import static dev.trawl.source.kit.KitData.SALARY;
import static dev.trawl.source.kit.Plans.aggregation;
import static dev.trawl.source.kit.Plans.call;
import static dev.trawl.source.kit.Plans.column;
import static dev.trawl.source.kit.Plans.group;
import static dev.trawl.source.kit.Plans.scan;
import static dev.trawl.source.kit.Plans.select;
import static dev.trawl.source.kit.Plans.where;
import static dev.trawl.testkit.RowsAssert.assertThatRows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.AggregateOnly;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.PersonalData;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequest.Pushdown;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.govern.PlanLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What every source must do, as tests over the kit's tables. Every pushdown is compared with
/// pushdown off, where the local evaluator does all but read columns, and with the reference.
///
/// Batches of every request are freed when it ends: the service fails otherwise.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SourceKit {
    private KitFixture fixture;
    private Map<KitTable, Map<String, String>> mappings;
    private Harness harness;

    /// A new store; the kit closes it.
    protected abstract KitFixture fixture();

    /// What the source leaves to the local evaluator.
    protected Set<Capability> without() {
        return Set.of();
    }

    @BeforeAll
    void fill() {
        fixture = fixture();
        mappings = new LinkedHashMap<>();
        for (KitTable table :
                List.of(KitData.people(), KitData.orders(), KitData.empty(), KitData.many())) {
            mappings.put(table, fixture.create(table));
        }
        harness = fixture.harness(mappings);
    }

    @AfterAll
    void empty() {
        fixture.close();
    }

    /// The harness with other limits. Tests end here where a source's limits are its own.
    private Harness limited(SourceSettings settings) {
        Optional<Harness> limited = fixture.limited(mappings, settings);
        assumeTrue(limited.isPresent(), "the limits are those of the deployed function");
        return limited.orElseThrow();
    }

    /// Asserts that both ways end alike, and whether the source took all of it.
    private List<List<@Nullable Object>> check(
            Relation fragment, Grant grant, Capability... needed) {
        boolean pushes = Arrays.stream(needed).noneMatch(without()::contains);
        assertPushed(fragment, grant, pushes);
        return same(fragment, grant);
    }

    private void assertPushed(Relation fragment, Grant grant, boolean expected) {
        harness.evaluatesAll(fragment, grant)
                .ifPresent(all ->
                        assertThat(all).as("the source evaluates it all").isEqualTo(expected));
    }

    /// Asserts that both ways give the same rows, in any order.
    private List<List<@Nullable Object>> same(Relation fragment, Grant grant) {
        List<List<@Nullable Object>> full = rows(fragment, grant, Pushdown.FULL);
        assertThatRows(rows(fragment, grant, Pushdown.NONE)).containsExactlyInAnyOrder(full);
        assertThatRows(full).containsExactlyInAnyOrder(harness.expected(fragment, grant));
        return full;
    }

    private List<List<@Nullable Object>> rows(Relation fragment, Grant grant, Pushdown pushdown) {
        return switch (harness.outcome(fragment, grant, pushdown)) {
            case Outcome.Rows(List<List<@Nullable Object>> rows) -> rows;
            case Outcome.Failed failed -> throw new AssertionError(pushdown + ": " + failed);
        };
    }

    private void bothFail(Relation fragment, Grant grant, ErrorCode code) {
        for (Pushdown pushdown : Pushdown.values()) {
            assertThat(harness.outcome(fragment, grant, pushdown))
                    .as(pushdown.name())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class, f -> assertThat(f.code()).isEqualTo(code));
        }
    }

    private static List<@Nullable Object> row(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    @Nested
    class Metadata {
        @Test
        void discoveryListsTablesWithTheirTypes() {
            List<SourceAnswer.DiscoveredTable> tables =
                    ((SourceAnswer.Tables)
                                    harness.answer(
                                            new SourceRequest.Discover(
                                                    harness.sign(harness.scanning()),
                                                    Instant.now().plusSeconds(30))))
                            .tables();
            if (without().contains(Capability.DISCOVERY)) {
                assertThat(tables).isEmpty();
                return;
            }
            for (KitTable table : mappings.keySet()) {
                SourceAnswer.DiscoveredTable found =
                        tables.stream()
                                .filter(t -> holds(t.mapping(), mappings.get(table)))
                                .findFirst()
                                .orElseThrow();
                assertThat(found.columns()).isEqualTo(table.columns());
                assertThat(found.name()).isEqualTo(table.name());
            }
        }

        /// A source may find more, such as how the columns are stored.
        private boolean holds(Map<String, String> found, @Nullable Map<String, String> made) {
            return made != null && found.entrySet().containsAll(made.entrySet());
        }

        @Test
        void discoveryNeedsAGrantToScan() {
            String read = harness.sign(harness.everything());
            assertThatThrownBy(() ->
                            harness.answer(
                                    new SourceRequest.Discover(
                                            read, Instant.now().plusSeconds(30))))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_EXCEEDED));
        }
    }

    @Nested
    class Profiles {
        private SourceAnswer.Profile profile(Grant grant, String table, long rowsMax) {
            return profile(harness, grant, table, rowsMax);
        }

        private SourceAnswer.Profile profile(Harness own, Grant grant, String table, long rowsMax) {
            return (SourceAnswer.Profile)
                    own.answer(
                            new SourceRequest.Profile(
                                    own.sign(grant),
                                    Harness.name(table),
                                    rowsMax,
                                    Instant.now().plusSeconds(30)));
        }

        private Grant scanning(String table, Map<String, List<MaskCase>> masks) {
            return Harness.acting(
                    Action.SCAN,
                    harness.grant(List.of(harness.masked(Harness.name(table), null, masks))));
        }

        private SourceAnswer.ColumnProfile column(SourceAnswer.Profile profile, Field field) {
            return profile.columns().stream()
                    .filter(c -> c.name().equals(field.name()))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void aProfileCountsRowsNullsAndDifferentValues() {
            SourceAnswer.Profile profile = profile(scanning("people", Map.of()), "people", 1_000);
            assertThat(profile.rows()).isEqualTo(8);
            assertThat(profile.isWhole()).isTrue();
            assertThat(column(profile, ID).distinct()).isEqualTo(8);
            assertThat(column(profile, AGE).nulls()).isEqualTo(1);
            assertThat(column(profile, AGE).distinct()).isEqualTo(6);
            assertThat(column(profile, EMAIL).found()).isEqualTo(PersonalData.EMAIL);
            assertThat(column(profile, BIRTH).found()).isEqualTo(PersonalData.BIRTH);
            assertThat(column(profile, SALARY).found()).isNull();
        }

        @Test
        void aProfileLooksAtNoMoreRowsThanAreAsked() {
            SourceAnswer.Profile profile = profile(scanning("many", Map.of()), "many", 5_000);
            assertThat(profile.rows()).isBetween(2_500L, 5_000L);
            assertThat(profile.isWhole()).isFalse();
        }

        @Test
        void whatBeginsInTheMiddleOfALargeTableIsFound() {
            KitTable late = KitData.late();
            Harness own = fixture.harness(Map.of(late, fixture.create(late)));
            Grant grant =
                    Harness.acting(
                            Action.SCAN,
                            own.grant(List.of(own.masked(Harness.name("late"), null, Map.of()))));
            SourceAnswer.Profile profile = profile(own, grant, "late", 1_000);
            assertThat(profile.rows()).isBetween(300L, 1_000L);
            assertThat(profile.isWhole()).isFalse();
            assertThat(column(profile, KitData.REMARK).found())
                    .isEqualTo(without().contains(Capability.SAMPLE) ? null : PersonalData.EMAIL);
            assertThat(profile(own, grant, "late", 1_000)).isEqualTo(profile);
        }

        @Test
        void aProfileUnderARowFilterTellsOfItsRowsAlone() {
            Expr few = call(LT, new Expr.Column(0, ID.type()), Literals.of(10L));
            Grant grant =
                    Harness.acting(
                            Action.SCAN,
                            harness.grant(
                                    List.of(harness.masked(Harness.name("many"), few, Map.of()))));
            SourceAnswer.Profile profile = profile(grant, "many", 100);
            assertThat(profile.rows()).isEqualTo(10);
            assertThat(profile.isWhole()).isTrue();
        }

        @Test
        void whatAGrantMasksIsProfiledMasked() {
            Grant grant =
                    scanning(
                            "people",
                            Map.of("email", List.of(new MaskCase(null, new Mask.Null()))));
            SourceAnswer.Profile profile = profile(grant, "people", 100);
            assertThat(column(profile, EMAIL).nulls()).isEqualTo(8);
            assertThat(column(profile, EMAIL).matched()).isZero();
        }

        @Test
        void aGrantToScanGivesNoRowsAndOneToReadNoProfile() {
            bothFail(scan("people", ID), scanning("people", Map.of()), ErrorCode.GRANT_EXCEEDED);
            assertThatThrownBy(() -> profile(harness.everything(), "people", 100))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_EXCEEDED));
        }

        @Test
        void aTableThatTheGrantDoesNotShowIsNotProfiled() {
            assertThatThrownBy(() -> profile(scanning("people", Map.of()), "orders", 100))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_EXCEEDED));
        }
    }

    @Nested
    class Scans {
        @Test
        void allColumnsArriveAsTheyAre() {
            List<List<@Nullable Object>> rows =
                    check(
                            scan("people", ID, NAME, EMAIL, AGE, SALARY, REGION, BIRTH, RATE),
                            harness.everything());
            assertThatRows(rows)
                    .containsExactlyInAnyOrder(
                            KitData.people().rows().stream().map(r -> row(r.toArray())).toList());
        }

        @Test
        void columnsComeInTheOrderAsked() {
            assertThat(check(scan("people", SALARY, ID), harness.everything()))
                    .contains(row(new BigDecimal("100.00"), 1L), row(null, 4L));
        }

        @Test
        void anEmptyTableHasItsColumns() {
            assertThat(check(scan("empty", NAME, ID), harness.everything())).isEmpty();
        }

        @Test
        void largeTablesArriveWhole() {
            assertThat(check(scan("many", ID, NAME), harness.everything()))
                    .hasSize(KitData.MANY_ROWS);
        }
    }

    @Nested
    class Types {
        @Test
        void everyTypeKeepsItsEdges() {
            for (KitTable table : TypeTables.all()) {
                if (table.columns().stream().allMatch(f -> fixture.holds(f.type()))) {
                    Map<String, String> mapping = fixture.create(table);
                    Harness own = fixture.harness(Map.of(table, mapping));
                    Relation scan = new Relation.Scan(Harness.name(table.name()), table.columns());
                    assertThat(own.outcome(scan, own.everything(), Pushdown.FULL))
                            .as(table.name())
                            .isEqualTo(
                                    new Outcome.Rows(
                                            table.rows().stream()
                                                    .map(r -> row(r.toArray()))
                                                    .toList()));
                }
            }
        }
    }

    @Nested
    class Predicates {
        private final Relation.Scan people = scan("people", ID, NAME, AGE, SALARY, RATE, BIRTH);

        private void ids(Expr predicate, Long... ids) {
            List<List<@Nullable Object>> rows =
                    check(where(people, predicate), harness.everything(), Capability.FILTER);
            assertThat(rows.stream().map(List::getFirst).toList())
                    .containsExactlyInAnyOrder((Object[]) ids);
        }

        @Test
        void comparisonWithNullDropsTheRow() {
            ids(call(NE, column(people, 2), Literals.of(36)), 2L, 3L, 6L, 7L, 8L);
        }

        @Test
        void textIsComparedByCodePoint() {
            ids(call(LT, column(people, 1), Literals.of("a")), 1L, 4L, 5L, 7L);
        }

        @Test
        void textComparesCaseAndAccents() {
            ids(call(EQ, column(people, 1), Literals.of("ada")), 6L);
        }

        @Test
        void negativeZeroEqualsZero() {
            ids(call(EQ, column(people, 4), new Expr.Literal(0.0, Type.Simple.DOUBLE)), 2L, 3L);
        }

        @Test
        void notOfUnknownIsUnknown() {
            ids(call(NOT, call(GT, column(people, 2), Literals.of(40))), 1L, 2L, 5L, 6L);
        }

        @Test
        void orWithNullKeepsWhatIsTrue() {
            ids(
                    call(
                            OR,
                            call(IS_NULL, column(people, 1)),
                            call(GT, column(people, 2), Literals.of(60))),
                    7L,
                    8L);
        }

        @Test
        void listsOfDecimals() {
            Type type = SALARY.type();
            ids(
                    new Expr.In(
                            column(people, 3),
                            List.of(
                                    new Expr.Literal(new BigDecimal("100.00"), type),
                                    new Expr.Literal(new BigDecimal("0.01"), type))),
                    1L,
                    7L,
                    8L);
        }

        @Test
        void datesAtTheEndsOfTime() {
            ids(call(LT, column(people, 5), Literals.of(java.time.LocalDate.of(1900, 1, 1))), 5L);
        }

        @Test
        void lengthsAreInCodePoints() {
            ids(call(EQ, call(CHAR_LENGTH, column(people, 1)), Literals.of(5L)), 7L);
        }
    }

    @Nested
    class SelectLists {
        private final Relation.Scan people = scan("people", ID, NAME, AGE, SALARY);

        @Test
        void totalExpressionsAreComputed() {
            check(
                    select(
                            people,
                            column(people, 0),
                            call(CHAR_LENGTH, column(people, 1)),
                            call(IS_NULL, column(people, 2))),
                    harness.everything(),
                    Capability.SELECT_LIST);
        }

        @Test
        void upperIsTheSameEverywhere() {
            same(select(people, call(UPPER, column(people, 1))), harness.everything());
        }

        @Test
        void overflowIsAnErrorBothWays() {
            bothFail(
                    select(people, call(MULTIPLY, column(people, 2), column(people, 2))),
                    harness.everything(),
                    ErrorCode.VALUE_OUT_OF_RANGE);
        }

        @Test
        void divisionByZeroIsAnErrorBothWays() {
            bothFail(
                    select(people, call(DIVIDE, Literals.of(1), column(people, 2))),
                    harness.everything(),
                    ErrorCode.DIVISION_BY_ZERO);
        }

        @Test
        void filtersGuardDivisionsAbove() {
            Relation filtered = where(people, call(NE, column(people, 2), Literals.of(0)));
            check(
                    select(filtered, call(DIVIDE, Literals.of(100), column(people, 2))),
                    harness.everything(),
                    Capability.FALLIBLE_SELECT_LIST);
        }
    }

    @Nested
    class Limits {
        @Test
        void limitsGiveSoManyRows() {
            Relation fragment = new Relation.Limit(scan("many", ID), 10, 25);
            assertPushed(fragment, harness.everything(), !without().contains(Capability.LIMIT));
            assertThat(rows(fragment, harness.everything(), Pushdown.FULL)).hasSize(25);
            assertThat(rows(fragment, harness.everything(), Pushdown.NONE)).hasSize(25);
        }

        @Test
        void topRowsComeInOrder() {
            Relation.Scan people = scan("people", AGE, NAME, ID);
            for (SortKey key : List.of(SortKey.ascending(0), SortKey.descending(0))) {
                Relation fragment =
                        new Relation.Limit(
                                new Relation.Sort(
                                        people,
                                        List.of(key, SortKey.ascending(1), SortKey.ascending(2))),
                                1,
                                5);
                check(fragment, harness.everything(), Capability.TOP_N);
                assertThat(rows(fragment, harness.everything(), Pushdown.FULL))
                        .isEqualTo(rows(fragment, harness.everything(), Pushdown.NONE));
            }
        }

        @Test
        void textIsOrderedByCodePoint() {
            Relation fragment =
                    new Relation.Sort(scan("people", NAME, ID), List.of(SortKey.ascending(0)));
            check(fragment, harness.everything(), Capability.SORT);
            assertThat(
                            rows(fragment, harness.everything(), Pushdown.FULL).stream()
                                    .map(List::getFirst)
                                    .toList())
                    .containsExactly("", "Ada", "Eve 😀", "Zoë", "ada", "bob", "Äsa", null);
        }
    }

    @Nested
    class Aggregates {
        private final Relation.Scan people = scan("people", REGION, AGE, SALARY);

        @Test
        void groupsHaveNullAndEmptyKeys() {
            List<List<@Nullable Object>> rows =
                    check(
                            group(
                                    people,
                                    List.of(0),
                                    aggregation(AggregateFunction.COUNT_ALL),
                                    aggregation(AggregateFunction.COUNT, column(people, 1)),
                                    aggregation(AggregateFunction.SUM, column(people, 2)),
                                    aggregation(AggregateFunction.MAX, column(people, 1))),
                            harness.everything(),
                            Capability.AGGREGATE);
            assertThat(rows)
                    .contains(
                            row(null, 1L, 0L, null, null),
                            row("", 1L, 1L, new BigDecimal("0.01"), 2_147_483_647L));
        }

        @Test
        void noRowsGiveOneGroupWithoutKeys() {
            Relation.Scan empty = scan("empty", ID);
            assertThat(
                            check(
                                    group(
                                            empty,
                                            List.of(),
                                            aggregation(AggregateFunction.COUNT_ALL),
                                            aggregation(AggregateFunction.MIN, column(empty, 0))),
                                    harness.everything(),
                                    Capability.AGGREGATE))
                    .containsExactly(row(0L, null));
        }

        @Test
        void distinctCountsOnce() {
            assertThat(
                            same(
                                    group(
                                            people,
                                            List.of(),
                                            new Aggregation(
                                                    "d",
                                                    AggregateFunction.COUNT,
                                                    List.of(column(people, 0)),
                                                    Aggregation.Quantifier.DISTINCT,
                                                    null)),
                                    harness.everything()))
                    .containsExactly(row(4L));
        }

        @Test
        void averagesAreTheSame() {
            same(
                    group(
                            people,
                            List.of(0),
                            aggregation(AggregateFunction.AVG, column(people, 2))),
                    harness.everything());
        }

        @Test
        void sumsOfIntegersAreWide() {
            assertThat(
                            same(
                                    group(
                                            people,
                                            List.of(),
                                            aggregation(AggregateFunction.SUM, column(people, 1))),
                                    harness.everything()))
                    .containsExactly(row(2_147_483_647L + 36 + 51 + 36 + 17 + 70));
        }
    }

    @Nested
    class Joins {
        private final Relation.Scan people = scan("people", ID, NAME);
        private final Relation.Scan orders =
                scan("orders", ID, new Field("person", Type.Simple.BIGINT));

        private Relation join(Relation.Join.Kind kind) {
            return new Relation.Join(
                    people,
                    orders,
                    kind,
                    call(
                            EQ,
                            new Expr.Column(0, Type.Simple.BIGINT),
                            new Expr.Column(3, Type.Simple.BIGINT)));
        }

        @Test
        void joinsOfOneSourceStayInIt() {
            check(join(Relation.Join.Kind.INNER), harness.everything(), Capability.JOIN);
            check(join(Relation.Join.Kind.LEFT), harness.everything(), Capability.JOIN);
            check(join(Relation.Join.Kind.SEMI), harness.everything(), Capability.JOIN);
            check(join(Relation.Join.Kind.ANTI), harness.everything(), Capability.JOIN);
        }

        @Test
        void outerJoinsKeepBothSides() {
            same(join(Relation.Join.Kind.RIGHT), harness.everything());
            same(join(Relation.Join.Kind.FULL), harness.everything());
        }

        @Test
        void unionsKeepDuplicates() {
            Relation ids = scan("people", ID);
            assertThat(
                            check(
                                    new Relation.Union(List.of(ids, scan("orders", ID), ids)),
                                    harness.everything(),
                                    Capability.UNION))
                    .hasSize(8 + 40 + 8);
        }
    }

    @Nested
    class Governance {
        private final Expr north =
                call(EQ, new Expr.Column(5, Type.Simple.VARCHAR), Literals.of("north"));
        private final Field anyEmail = new Field("email", Type.Simple.VARCHAR);
        private final Field textSalary = new Field("salary", Type.Simple.VARCHAR);

        private Grant grant(@Nullable Expr rowFilter, Map<String, List<MaskCase>> masks) {
            return harness.grant(
                    List.of(
                            harness.masked(Harness.name("people"), rowFilter, masks),
                            harness.clear(Harness.name("orders"), null)));
        }

        private MaskCase always(Mask mask) {
            return new MaskCase(null, mask);
        }

        @Test
        void rowFiltersHideRows() {
            assertThat(check(scan("people", ID), grant(north, Map.of()), Capability.FILTER))
                    .containsExactlyInAnyOrder(row(1L), row(3L), row(6L));
        }

        @Test
        void aggregatesCountOnlyVisibleRows() {
            assertThat(
                            same(
                                    group(
                                            scan("people", ID),
                                            List.of(),
                                            aggregation(AggregateFunction.COUNT_ALL)),
                                    grant(north, Map.of())))
                    .containsExactly(row(3L));
        }

        @Test
        void masksShowWhatTheySay() {
            Grant grant =
                    grant(
                            null,
                            Map.of(
                                    "name", List.of(always(new Mask.Redact("***"))),
                                    "email", List.of(always(new Mask.Partial(1, 2, "*"))),
                                    "age", List.of(always(new Mask.Null())),
                                    "salary", List.of(always(new Mask.Hash("crm")))));
            List<List<@Nullable Object>> rows =
                    same(scan("people", ID, NAME, anyEmail, AGE, textSalary), grant);
            assertThat(rows)
                    .contains(
                            row(1L, "***", "a******rg", null, hash("n:100")),
                            row(4L, "***", "", null, null),
                            row(5L, "***", null, null, hash("n:99999999.99")),
                            row(6L, "***", "a******rg", null, hash("n:0")),
                            row(7L, "***", "*", null, hash("n:100")),
                            row(8L, null, "n*********rg", null, hash("n:0.01")));
        }

        private String hash(String encoded) {
            return KitHash.of(encoded);
        }

        @Test
        void bucketsShowWhereTheyBegin() {
            Grant grant =
                    grant(
                            null,
                            Map.of(
                                    "age", List.of(always(KitMasks.buckets("17", "18", "65"))),
                                    "rate", List.of(always(KitMasks.buckets("-7.25", "0"))),
                                    "birth",
                                            List.of(
                                                    always(
                                                            new Mask.BucketDate(
                                                                    Mask.BucketDate.Unit
                                                                            .QUARTER)))));
            assertThat(same(scan("people", ID, AGE, RATE, BIRTH), grant))
                    .contains(
                            row(1L, 18L, 0.0, LocalDate.of(1985, 10, 1)),
                            row(2L, null, 0.0, LocalDate.of(2001, 1, 1)),
                            row(4L, null, null, null),
                            row(6L, 17L, -7.25, LocalDate.of(9999, 10, 1)),
                            row(7L, 65L, 0.0, LocalDate.of(1955, 1, 1)));
        }

        @Test
        void patternsAreReplacedInTheText() {
            Grant grant =
                    grant(
                            null,
                            Map.of(
                                    "email",
                                    List.of(always(new Mask.RegexReplace("^[^@]+@", "…@")))));
            assertThat(same(scan("people", ID, anyEmail), grant))
                    .contains(row(1L, "…@x.org"), row(4L, ""), row(5L, null), row(7L, "e"));
        }

        @Test
        void randomTextsHaveNothingOfTheValue() {
            Grant grant =
                    grant(
                            null,
                            Map.of(
                                    "email", List.of(always(new Mask.RandPattern("##-??-x"))),
                                    "salary",
                                            List.of(
                                                    new MaskCase(north, new Mask.Null()),
                                                    always(new Mask.RandPattern("####")))));
            for (Pushdown pushdown : Pushdown.values()) {
                for (List<@Nullable Object> row :
                        rows(scan("people", ID, anyEmail, textSalary), grant, pushdown)) {
                    if (Objects.equals(row.getFirst(), 5L)) {
                        assertThat(row.get(1)).isNull();
                    } else {
                        assertThat(String.valueOf(row.get(1))).matches("[0-9]{2}-[a-z]{2}-x");
                    }
                    if (Objects.equals(row.getFirst(), 2L)) {
                        assertThat(String.valueOf(row.get(2))).matches("[0-9]{4}");
                    }
                    if (Objects.equals(row.getFirst(), 1L)) {
                        assertThat(row.get(2)).isNull();
                    }
                }
            }
        }

        @Test
        void everyMaskShowsTheSameOfEveryType() {
            for (KitTable table : TypeTables.all()) {
                Type type = table.columns().getFirst().type();
                if (!fixture.holds(type)) {
                    continue;
                }
                Harness own = fixture.harness(Map.of(table, fixture.create(table)));
                Grant grant = own.grant(List.of(KitMasks.everyWay(table)));
                GrantedRelation granted = grant.relations().getFirst();
                Relation scan = new Relation.Scan(granted.table(), granted.governedFields());
                List<@Nullable Object> expected = own.expected(scan, grant).getFirst();
                for (Pushdown pushdown : Pushdown.values()) {
                    Outcome outcome = own.outcome(scan, grant, pushdown);
                    assertThat(outcome).as(table.name()).isInstanceOf(Outcome.Rows.class);
                    List<@Nullable Object> shown = ((Outcome.Rows) outcome).rows().getFirst();
                    for (int i = 0; i < expected.size(); i++) {
                        assertThat(shown.get(i))
                                .as("%s %s", pushdown, granted.columns().get(i))
                                .isEqualTo(expected.get(i));
                    }
                }
            }
        }

        @Test
        void conditionalMasksHoldPerRowAndForUnknown() {
            Grant grant =
                    grant(
                            null,
                            Map.of(
                                    "email",
                                    List.of(
                                            new MaskCase(north, new Mask.Hash("crm")),
                                            new MaskCase(
                                                    call(
                                                            GT,
                                                            new Expr.Column(3, Type.Simple.INTEGER),
                                                            Literals.of(50)),
                                                    new Mask.Redact("old")))));
            assertThat(same(scan("people", ID, anyEmail), grant))
                    .containsExactlyInAnyOrder(
                            row(1L, hash("s:ada@x.org")),
                            row(2L, "bob@x.org"),
                            row(3L, hash("s:äsa@y.org")),
                            row(4L, hash("s:")),
                            row(5L, null),
                            row(6L, hash("s:ada@x.org")),
                            row(7L, "old"),
                            row(8L, "old"));
        }

        @Test
        void passThroughExempts() {
            Grant grant =
                    grant(
                            null,
                            Map.of(
                                    "salary",
                                    List.of(
                                            new MaskCase(north, new Mask.PassThrough()),
                                            always(new Mask.Redact("secret")))));
            assertThat(same(scan("people", ID, textSalary), grant))
                    .contains(row(1L, "100.00"), row(2L, "secret"), row(3L, "-1.00"));
        }

        @Test
        void predicatesSeeTheMask() {
            Grant grant = grant(null, Map.of("email", List.of(always(new Mask.Redact("x")))));
            Relation.Scan people = scan("people", ID, anyEmail);
            assertThat(
                            same(
                                    where(
                                            people,
                                            call(EQ, column(people, 1), Literals.of("ada@x.org"))),
                                    grant))
                    .isEmpty();
            assertThat(same(where(people, call(EQ, column(people, 1), Literals.of("x"))), grant))
                    .hasSize(7);
        }

        @Test
        void groupsAndJoinsOnPseudonymsWork() {
            Grant grant = grant(north, Map.of("email", List.of(always(new Mask.Hash("crm")))));
            Relation.Scan people = scan("people", anyEmail, ID);
            assertThat(
                            same(
                                    group(
                                            people,
                                            List.of(0),
                                            aggregation(AggregateFunction.COUNT_ALL)),
                                    grant))
                    .containsExactlyInAnyOrder(
                            row(hash("s:ada@x.org"), 2L), row(hash("s:äsa@y.org"), 1L));
            Relation join =
                    new Relation.Join(
                            people,
                            people,
                            Relation.Join.Kind.INNER,
                            call(
                                    EQ,
                                    new Expr.Column(0, Type.Simple.VARCHAR),
                                    new Expr.Column(2, Type.Simple.VARCHAR)));
            assertThat(same(join, grant)).hasSize(5);
        }

        @Test
        void orderByAMaskDoesNotTellTheValue() {
            Grant grant = grant(null, Map.of("salary", List.of(always(new Mask.Null()))));
            Relation.Scan people = scan("people", SALARY, ID);
            Relation top =
                    new Relation.Limit(
                            new Relation.Sort(
                                    people, List.of(SortKey.descending(0), SortKey.ascending(1))),
                            0,
                            2);
            assertThat(rows(top, grant, Pushdown.FULL))
                    .containsExactly(row(null, 1L), row(null, 2L));
        }

        @Test
        void errorsDoNotDependOnHiddenRows() {
            // Ages of the visible rows are 36, 51 and 17; hidden ones hold 0 and the largest
            // integer.
            Relation.Scan people = scan("people", ID, AGE);
            Expr quotient = call(DIVIDE, Literals.of(100), column(people, 1));
            assertThat(same(select(people, quotient), grant(north, Map.of()))).hasSize(3);
            assertThat(
                            same(
                                    where(people, call(GT, quotient, Literals.of(1))),
                                    grant(north, Map.of())))
                    .hasSize(2);
            assertThat(
                            same(
                                    where(
                                            people,
                                            call(
                                                    AND,
                                                    call(GT, column(people, 0), Literals.of(0L)),
                                                    call(
                                                            GT,
                                                            call(
                                                                    MULTIPLY,
                                                                    column(people, 1),
                                                                    column(people, 1)),
                                                            Literals.of(0)))),
                                    grant(north, Map.of())))
                    .hasSize(3);
        }

        @Test
        void explanationsKeepPoliciesToThemselves() {
            Grant grant = grant(north, Map.of("email", List.of(always(new Mask.Hash("crm")))));
            SourceAnswer.Explanation explanation =
                    (SourceAnswer.Explanation)
                            harness.answer(
                                    new SourceRequest.Explain(
                                            harness.sign(grant),
                                            scan("people", ID, anyEmail),
                                            Pushdown.FULL));
            assertThat(String.join("\n", explanation.steps()))
                    .contains("row filter of policy", "people.email: hash")
                    .doesNotContain("north", "region", "crm");
        }
    }

    /// Stores that differ only in what a grant hides answer alike, errors included.
    @Nested
    class NonInterference {
        private static final int PLANS = 24;
        private static final long SEED = 20_261_121;

        private Harness harness(long seed) {
            KitTable table = HiddenData.table(seed);
            Map<String, String> mapping =
                    fixture.create(new KitTable("hidden_" + seed, table.columns(), table.rows()));
            return fixture.harness(Map.of(table, mapping));
        }

        @Test
        void answersDoNotTellWhatIsHidden() {
            Harness one = harness(1);
            Harness two = harness(2);
            Grant grant = one.grant(List.of(HiddenData.granted(one)));
            Relation.Scan scan =
                    new Relation.Scan(
                            Harness.name("hidden"), HiddenData.granted(one).governedFields());
            RandomPlans plans = new RandomPlans(SEED);
            int failures = 0;
            for (int i = 0; i < PLANS; i++) {
                Relation plan = plans.over(scan);
                Pushdown pushdown = i % 8 == 0 ? Pushdown.NONE : Pushdown.FULL;
                Outcome first = sorted(one.outcome(plan, grant, pushdown));
                assertThat(sorted(two.outcome(plan, grant, pushdown)))
                        .as("plan %d of seed %d: %s", i, SEED, plan)
                        .isEqualTo(first);
                failures += first instanceof Outcome.Failed ? 1 : 0;
                checkReference(one, plan, grant, first);
            }
            assertThat(failures).as("plans that fail").isBetween(PLANS / 10, PLANS * 9 / 10);
        }

        /// AND has no order, so that one may fail where the other does not; rows are the same.
        private void checkReference(Harness one, Relation plan, Grant grant, Outcome outcome) {
            if (outcome instanceof Outcome.Rows(List<List<@Nullable Object>> rows)) {
                try {
                    assertThatRows(rows).containsExactlyInAnyOrder(one.expected(plan, grant));
                } catch (TrawlException e) {
                    assertThat(e.code().kind()).isEqualTo(ErrorKind.USER);
                }
            }
        }

        private static Outcome sorted(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Failed failed -> failed;
                case Outcome.Rows(List<List<@Nullable Object>> rows) ->
                        new Outcome.Rows(
                                rows.stream()
                                        .sorted(Comparator.comparing(List::toString))
                                        .toList());
            };
        }
    }

    @Nested
    class AggregatesOnly {
        private final Relation.Scan people = scan("people", REGION, AGE, EMAIL);
        private final Aggregation rows = aggregation(AggregateFunction.COUNT_ALL);
        private final Aggregation ages = aggregation(AggregateFunction.SUM, column(people, 1));

        /// Regions are dimensions; people are told apart by the columns `units`.
        private Grant only(int groupMin, Integer... units) {
            GrantedRelation people = harness.masked(Harness.name("people"), null, Map.of());
            return harness.grant(
                    List.of(
                            new GrantedRelation(
                                    people.table(),
                                    people.inputs(),
                                    people.columns(),
                                    null,
                                    new AggregateOnly(
                                            groupMin, Arrays.asList(units), List.of("region"))),
                            harness.clear(Harness.name("orders"), null)));
        }

        private List<List<@Nullable Object>> both(Relation fragment, Grant grant) {
            List<List<@Nullable Object>> full = rows(fragment, grant, Pushdown.FULL);
            assertThatRows(rows(fragment, grant, Pushdown.NONE)).containsExactlyInAnyOrder(full);
            return full;
        }

        private void refused(Relation fragment) {
            bothFail(fragment, only(2), ErrorCode.PERMISSION_DENIED);
        }

        @Test
        void smallGroupsAreLeftOut() {
            assertThat(both(group(people, List.of(0), rows, ages), only(2)))
                    .containsExactlyInAnyOrder(row("north", 3L, 104L), row("south", 2L, 70L));
            assertThat(both(group(people, List.of(0), rows, ages), only(3)))
                    .containsExactly(row("north", 3L, 104L));
            assertThat(both(group(people, List.of(), rows), only(8))).containsExactly(row(8L));
            assertThat(both(group(people, List.of(), rows), only(9))).isEmpty();
        }

        @Test
        void groupsAreCountedBeforeAllThatIsAboveThem() {
            Relation groups = group(people, List.of(0), rows);
            assertThat(both(where(groups, call(EQ, column(groups, 1), Literals.of(1L))), only(2)))
                    .isEmpty();
            assertThat(both(new Relation.Limit(groups, 0, 100), only(4))).isEmpty();
        }

        @Test
        void equalThingsCountOnce() {
            assertThat(both(group(people, List.of(0), rows), only(2, 2)))
                    .containsExactlyInAnyOrder(row("north", 3L), row("south", 2L));
            assertThat(both(group(people, List.of(0), rows), only(3, 2))).isEmpty();
        }

        @Test
        void figuresOfFewValuesLeaveTheirGroupOut() {
            Aggregation mails = aggregation(AggregateFunction.COUNT, column(people, 2));
            assertThat(both(group(people, List.of(), rows, ages), only(7)))
                    .as("seven people have an age")
                    .hasSize(1);
            assertThat(both(group(people, List.of(), rows, ages), only(8))).isEmpty();
            assertThat(both(group(people, List.of(), mails), only(8))).isEmpty();
        }

        @Test
        void dimensionsFilter() {
            Relation north = where(people, call(EQ, column(people, 0), Literals.of("north")));
            assertThat(both(group(north, List.of(), rows), only(3))).containsExactly(row(3L));
        }

        @Test
        void rowsAndJoinsAreRefused() {
            refused(people);
            refused(new Relation.Limit(people, 0, 1));
            refused(group(new Relation.Limit(people, 0, 5), List.of(), rows));
            refused(group(new Relation.Union(List.of(people, people)), List.of(), rows));
            Relation.Scan orders = scan("orders", ID);
            refused(
                    group(
                            new Relation.Join(
                                    people, orders, Relation.Join.Kind.INNER, Literals.of(true)),
                            List.of(),
                            rows));
        }

        @Test
        void whatSinglesRowsOutIsRefused() {
            refused(group(people, List.of(1), rows));
            refused(
                    group(
                            where(people, call(EQ, column(people, 1), Literals.of(36))),
                            List.of(),
                            rows));
            refused(
                    group(
                            people,
                            List.of(0),
                            aggregation(AggregateFunction.MAX, column(people, 1))));
            Expr some =
                    new Expr.Conditional(
                            List.of(
                                    new Expr.Branch(
                                            call(EQ, column(people, 1), Literals.of(36)),
                                            column(people, 1))),
                            Literals.of(0));
            refused(group(people, List.of(0), aggregation(AggregateFunction.SUM, some)));
            refused(
                    group(
                            people,
                            List.of(0),
                            new Aggregation(
                                    "n",
                                    AggregateFunction.COUNT_ALL,
                                    List.of(),
                                    Aggregation.Quantifier.ALL,
                                    call(EQ, column(people, 1), Literals.of(36)))));
            refused(
                    group(
                            people,
                            List.of(0),
                            new Aggregation(
                                    "n",
                                    AggregateFunction.COUNT,
                                    List.of(column(people, 1)),
                                    Aggregation.Quantifier.DISTINCT,
                                    null)));
        }

        @Test
        void groupsAreReadInOnePiece() {
            Grant grant = only(2);
            Relation fragment = group(people, List.of(0), rows);
            SourceAnswer.Splits splits =
                    (SourceAnswer.Splits)
                            harness.answer(
                                    new SourceRequest.PlanSplits(
                                            harness.sign(grant),
                                            fragment,
                                            4,
                                            Instant.now().plusSeconds(30)));
            assertThat(splits.splits()).hasSize(1);
            SourceRequest.Execute whole = harness.execute(fragment, grant, Pushdown.FULL);
            assertThatThrownBy(() ->
                            harness.answer(
                                    new SourceRequest.Execute(
                                            whole.grant(),
                                            whole.fragment(),
                                            whole.fragmentId(),
                                            "0",
                                            whole.pushdown(),
                                            whole.inlineBytesMax(),
                                            whole.deadline())))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_EXCEEDED));
        }
    }

    @Nested
    class Splits {
        @Test
        void splitsTogetherAreTheTable() {
            Grant grant = harness.everything();
            Relation fragment = scan("many", ID);
            SourceAnswer.Splits splits =
                    (SourceAnswer.Splits)
                            harness.answer(
                                    new SourceRequest.PlanSplits(
                                            harness.sign(grant),
                                            fragment,
                                            4,
                                            Instant.now().plusSeconds(30)));
            assertThat(splits.splits()).hasSizeBetween(1, 4);
            List<Object> ids =
                    splits.splits().stream()
                            .flatMap(split -> harness.rows(split(fragment, grant, split)).stream())
                            .map(r -> Objects.requireNonNull(r.getFirst()))
                            .toList();
            assertThat(ids).hasSize(KitData.MANY_ROWS);
            assertThat(Set.copyOf(ids)).hasSize(KitData.MANY_ROWS);
        }

        private SourceAnswer split(Relation fragment, Grant grant, SourceAnswer.Split split) {
            SourceRequest.Execute whole = harness.execute(fragment, grant, Pushdown.FULL);
            return harness.answer(
                    new SourceRequest.Execute(
                            whole.grant(),
                            whole.fragment(),
                            whole.fragmentId(),
                            split.token(),
                            whole.pushdown(),
                            whole.inlineBytesMax(),
                            whole.deadline()));
        }

        @Test
        void foreignSplitsAreRefused() {
            assertThatThrownBy(() ->
                            split(
                                    scan("many", ID),
                                    harness.everything(),
                                    new SourceAnswer.Split("made up", 1)))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        }
    }

    @Nested
    class Bounds {
        private SourceSettings settings(long rows, long bytes, int parts, long memory, int nodes) {
            SourceSettings d = SourceSettings.DEFAULT;
            return new SourceSettings(
                    rows,
                    bytes,
                    1_000,
                    10_000,
                    parts,
                    memory,
                    d.runtimeMax(),
                    d.splitsMax(),
                    d.tablesMax(),
                    new PlanLimits(nodes, 50, 1_000));
        }

        private void exceeds(SourceSettings settings, ErrorCode code) {
            Harness limited = limited(settings);
            assertThat(limited.outcome(scan("many", ID, NAME), limited.everything(), Pushdown.FULL))
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class, f -> assertThat(f.code()).isEqualTo(code));
        }

        @Test
        void rowsBytesPartsMemoryAndPlansAreBounded() {
            long much = 1L << 30;
            exceeds(settings(19_999, much, 9_999, much, 99), ErrorCode.ROWS_LIMIT_EXCEEDED);
            exceeds(settings(much, 100_000, 9_999, much, 99), ErrorCode.BYTES_LIMIT_EXCEEDED);
            exceeds(settings(much, much, 1, much, 99), ErrorCode.BYTES_LIMIT_EXCEEDED);
            exceeds(settings(much, much, 9_999, 20_000, 99), ErrorCode.MEMORY_LIMIT_EXCEEDED);
        }

        private void fails(Harness limited, SourceRequest request, ErrorCode code) {
            assertThatThrownBy(() -> limited.answer(request))
                    .isInstanceOfSatisfying(
                            TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
        }

        /// Whether one of its splits is above a limit would follow from rows that are hidden.
        @Test
        void whatHidesRowsAndHasALimitOfItsOwnIsReadInOnePiece() {
            Harness limited = limited(settings(19_999, 1L << 30, 9_999, 1L << 30, 99));
            Grant grant =
                    limited.grant(
                            List.of(
                                    limited.clear(
                                            Harness.name("many"),
                                            call(
                                                    EQ,
                                                    new Expr.Column(0, Type.Simple.BIGINT),
                                                    Literals.of(1L)))));
            SourceAnswer.Splits splits =
                    (SourceAnswer.Splits)
                            limited.answer(
                                    new SourceRequest.PlanSplits(
                                            limited.sign(grant),
                                            scan("many", ID),
                                            4,
                                            Instant.now().plusSeconds(30)));
            assertThat(splits.splits()).hasSize(1);
        }

        @Test
        void timeSplitsAndTablesAreBounded() {
            SourceSettings d = SourceSettings.DEFAULT;
            Harness limited =
                    limited(
                            new SourceSettings(
                                    d.rowsMax(),
                                    d.bytesMax(),
                                    d.inlineBytesMax(),
                                    d.partBytesMax(),
                                    d.partsMax(),
                                    d.memoryBytesMax(),
                                    Duration.ofMillis(1),
                                    2,
                                    1,
                                    d.plan()));
            Grant grant = limited.everything();
            Relation many = scan("many", ID, NAME);
            fails(
                    limited,
                    limited.execute(many, grant, Pushdown.NONE),
                    ErrorCode.TIME_LIMIT_EXCEEDED);
            fails(
                    limited,
                    new SourceRequest.PlanSplits(
                            limited.sign(grant), many, 3, Instant.now().plusSeconds(30)),
                    ErrorCode.SPLITS_LIMIT_EXCEEDED);
        }

        @Test
        void discoveryListsOnlySoManyTables() {
            if (without().contains(Capability.DISCOVERY)) {
                return;
            }
            SourceSettings d = SourceSettings.DEFAULT;
            Harness limited =
                    limited(
                            new SourceSettings(
                                    d.rowsMax(),
                                    d.bytesMax(),
                                    d.inlineBytesMax(),
                                    d.partBytesMax(),
                                    d.partsMax(),
                                    d.memoryBytesMax(),
                                    d.runtimeMax(),
                                    d.splitsMax(),
                                    1,
                                    d.plan()));
            fails(
                    limited,
                    new SourceRequest.Discover(
                            limited.sign(limited.scanning()), Instant.now().plusSeconds(30)),
                    ErrorCode.INVALID_REQUEST);
        }

        @Test
        void deepPlansAreRefused() {
            Relation deep = scan("people", ID);
            for (int i = 0; i < 300; i++) {
                deep = new Relation.Limit(deep, 0, 1);
            }
            bothFail(deep, harness.everything(), ErrorCode.REQUEST_TOO_LARGE);
        }

        @Test
        void largeAnswersComeInPartsAndOnlyOnce() {
            SourceSettings settings = settings(1L << 30, 1L << 30, 9_999, 1L << 30, 99);
            Harness limited = limited(settings);
            SourceRequest.Execute request =
                    limited.execute(scan("many", ID, NAME), limited.everything(), Pushdown.FULL);
            SourceAnswer.Rows first = (SourceAnswer.Rows) limited.answer(request);
            assertThat(first.inline()).isNull();
            assertThat(first.parts()).hasSizeGreaterThan(1);
            assertThat(limited.rows(first)).hasSize(KitData.MANY_ROWS);
            assertThat(limited.answer(request)).isEqualTo(first);
            assertThat(limited.fragmentsRecorded()).isEqualTo(2);
            // Who wrongly thinks to be first runs it again, and gives the first one's answer.
            assertThat(limited.answer(first(request))).isEqualTo(first);
        }

        private static SourceRequest.Execute first(SourceRequest.Execute request) {
            return new SourceRequest.Execute(
                    request.grant(),
                    request.fragment(),
                    request.fragmentId(),
                    request.split(),
                    request.pushdown(),
                    request.inlineBytesMax(),
                    request.deadline(),
                    true);
        }
    }

    @Nested
    class Cancelling {
        @Test
        void aFlagEndsTheQuery() {
            Grant grant = harness.everything();
            harness.cancel(grant);
            bothFail(scan("many", ID), grant, ErrorCode.CANCELLED);
        }

        @Test
        void aDeadlineThatPassedIsNotTried() {
            SourceRequest.Execute request =
                    harness.execute(scan("many", ID), harness.everything(), Pushdown.FULL);
            assertThatThrownBy(() ->
                            harness.answer(
                                    new SourceRequest.Execute(
                                            request.grant(),
                                            request.fragment(),
                                            "0",
                                            null,
                                            Pushdown.FULL,
                                            1,
                                            Instant.now().minus(Duration.ofSeconds(1)))))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TIME_LIMIT_EXCEEDED));
        }
    }

    @Nested
    class Refusals {
        private void refused(Relation fragment, Grant grant, ErrorCode code) {
            bothFail(fragment, grant, code);
        }

        @Test
        void whatTheGrantDoesNotShow() {
            Grant people =
                    harness.grant(
                            List.of(
                                    harness.masked(
                                            Harness.name("people"),
                                            null,
                                            Map.of(
                                                    "age",
                                                    List.of(
                                                            new MaskCase(
                                                                    null,
                                                                    new Mask.Redact("x")))))));
            refused(scan("orders", ID), people, ErrorCode.GRANT_EXCEEDED);
            refused(
                    scan("people", new Field("hidden", Type.Simple.BIGINT)),
                    people,
                    ErrorCode.GRANT_EXCEEDED);
            refused(scan("people", AGE), people, ErrorCode.GRANT_EXCEEDED);
            refused(new Relation.Received(0, List.of(ID)), people, ErrorCode.GRANT_EXCEEDED);
        }

        @Test
        void otherActions() {
            Grant describe = Harness.acting(Action.DESCRIBE, harness.everything());
            refused(scan("people", ID), describe, ErrorCode.GRANT_EXCEEDED);
        }

        @Test
        void fragmentIdsThatLeaveThePrefix() {
            SourceRequest.Execute request =
                    harness.execute(scan("people", ID), harness.everything(), Pushdown.FULL);
            assertThatThrownBy(() ->
                            harness.answer(
                                    new SourceRequest.Execute(
                                            request.grant(),
                                            request.fragment(),
                                            "../x",
                                            null,
                                            Pushdown.FULL,
                                            1,
                                            request.deadline())))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_EXCEEDED));
        }
    }
}
