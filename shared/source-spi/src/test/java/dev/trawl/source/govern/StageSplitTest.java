package dev.trawl.source.govern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Aggregation;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.SortKey;
import dev.trawl.plan.Type;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.Mask;
import dev.trawl.protocol.MaskCase;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.Capabilities;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StageSplitTest {
    private static final Capabilities EVERYTHING = _ -> true;
    private static final Capabilities NOTHING = _ -> false;
    private static final Capabilities SAFE_SELECT_LISTS =
            new Capabilities() {
                @Override
                public boolean evaluates(Relation node) {
                    return true;
                }

                @Override
                public boolean computesOnlyPassedRows() {
                    return true;
                }
            };
    private static final Field HASHED = new Field("email", Type.Simple.VARCHAR);
    private static final Grant CLEAR =
            People.grant(People.NORTH, People.column(0), People.column(1), People.column(2));
    private static final Grant HASHING =
            People.grant(
                    People.NORTH,
                    People.column(0),
                    People.column(1, People.always(new Mask.Hash("crm"))),
                    People.column(2));

    private static StagedPlan split(Relation fragment, Grant grant, Capabilities capabilities) {
        return StageSplit.split(fragment, grant, _ -> People.table(), capabilities);
    }

    private static Expr column(Relation input, int index) {
        return new Expr.Column(index, input.fields().get(index).type());
    }

    private static Relation where(Relation input, Function function, int column, Expr.Literal to) {
        return new Relation.Filter(input, Expr.Call.of(function, column(input, column), to));
    }

    private static String print(StagedPlan plan) {
        StringBuilder text = new StringBuilder();
        for (Leaf leaf : plan.leaves()) {
            text.append("read\n").append(PlanPrinter.print(leaf.read()));
            Relation finish = leaf.finish();
            if (finish != null) {
                text.append("finish\n").append(PlanPrinter.print(finish));
            }
            if (leaf.isVeiled()) {
                text.append("veil ").append(leaf.columns()).append('\n');
            }
        }
        return text.append("rest\n").append(PlanPrinter.print(plan.rest())).toString();
    }

    @Test
    void everythingTotalGoesToTheSource() {
        Relation scan = People.scan(People.ID, People.AGE);
        Relation fragment = where(scan, Function.GT, 1, Literals.of(30));
        assertThat(print(split(fragment, CLEAR, EVERYTHING)))
                .isEqualTo(
                        """
                        read
                        filter gt(age, 30)
                          project id, age
                            filter eq(region, 'north')
                              scan hr.public.people [id bigint, age integer, region varchar]
                        rest
                        received #0 [id bigint, age integer]
                        """);
    }

    @Test
    void rowFilterAndMasksGoToTheEvaluatorWhereTheSourceOnlyReads() {
        Relation scan = People.scan(People.ID, People.AGE);
        Relation fragment = where(scan, Function.GT, 1, Literals.of(30));
        assertThat(print(split(fragment, CLEAR, NOTHING)))
                .isEqualTo(
                        """
                        read
                        scan hr.public.people [id bigint, age integer, region varchar]
                        finish
                        project id, age
                          filter eq(region, 'north')
                            received #0 [id bigint, age integer, region varchar]
                        rest
                        filter gt(age, 30)
                          received #0 [id bigint, age integer]
                        """);
    }

    @Nested
    class Veils {
        @Test
        void filtersOnClearColumnsGoBelowAndOthersStayAbove() {
            Relation scan = People.scan(People.ID, HASHED, People.AGE);
            Relation fragment =
                    new Relation.Filter(
                            scan,
                            Expr.Call.of(
                                    Function.AND,
                                    Expr.Call.of(Function.GT, column(scan, 2), Literals.of(30)),
                                    Expr.Call.of(Function.EQ, column(scan, 1), Literals.of("x"))));
            assertThat(print(split(fragment, HASHING, EVERYTHING)))
                    .isEqualTo(
                            """
                            read
                            filter gt(age, 30)
                              project id, email, age
                                filter eq(region, 'north')
                                  scan hr.public.people [id bigint, email varchar, age integer, region varchar]
                            veil [Clear[index=0, type=BIGINT], Veiled[veils=[Veil[channel=1, mask=Hash[domain=crm]]], otherwise=null], Clear[index=2, type=INTEGER]]
                            rest
                            filter eq(email, 'x')
                              received #0 [id bigint, email varchar, age integer]
                            """);
        }

        @Test
        void joinsCarryVeiledColumnsThatTheyDoNotCompare() {
            Relation left = People.scan(People.ID, HASHED);
            Relation right = People.scan(HASHED, People.ID);
            Relation fragment =
                    new Relation.Join(
                            left,
                            right,
                            Relation.Join.Kind.LEFT,
                            Expr.Call.of(
                                    Function.EQ,
                                    new Expr.Column(0, Type.Simple.BIGINT),
                                    new Expr.Column(3, Type.Simple.BIGINT)));
            assertThat(print(split(fragment, HASHING, EVERYTHING)))
                    .isEqualTo(
                            """
                            read
                            left join on eq(id, id)
                              project id, email
                                filter eq(region, 'north')
                                  scan hr.public.people [id bigint, email varchar, region varchar]
                              project email, id
                                filter eq(region, 'north')
                                  scan hr.public.people [id bigint, email varchar, region varchar]
                            veil [Clear[index=0, type=BIGINT], Veiled[veils=[Veil[channel=1, mask=Hash[domain=crm]]], otherwise=null], Veiled[veils=[Veil[channel=2, mask=Hash[domain=crm]]], otherwise=null], Clear[index=3, type=BIGINT]]
                            rest
                            received #0 [id bigint, email varchar, email varchar, id bigint]
                            """);
        }

        @Test
        void groupsByVeiledColumnsStayAbove() {
            Relation scan = People.scan(HASHED);
            Relation fragment =
                    new Relation.Aggregate(
                            scan,
                            List.of(0),
                            List.of(
                                    new Aggregation(
                                            "n",
                                            AggregateFunction.COUNT_ALL,
                                            List.of(),
                                            Aggregation.Quantifier.ALL,
                                            null)));
            assertThat(print(split(fragment, HASHING, EVERYTHING)))
                    .isEqualTo(
                            """
                            read
                            project email
                              filter eq(region, 'north')
                                scan hr.public.people [email varchar, region varchar]
                            veil [Veiled[veils=[Veil[channel=0, mask=Hash[domain=crm]]], otherwise=null]]
                            rest
                            aggregate [email] n=count_all()
                              received #0 [email varchar]
                            """);
        }

        @Test
        void everyCaseHasAChannelAndNullConditionsCountAsTrue() {
            Expr old =
                    Expr.Call.of(
                            Function.GT, new Expr.Column(2, Type.Simple.INTEGER), Literals.of(60));
            Grant grant =
                    People.grant(
                            null,
                            People.column(
                                    1,
                                    new MaskCase(old, new Mask.Hash("crm")),
                                    new MaskCase(People.NORTH, new Mask.Redact("***")),
                                    People.always(new Mask.Partial(1, 2, "*"))));
            assertThat(print(split(People.scan(HASHED), grant, EVERYTHING)))
                    .isEqualTo(
                            """
                            read
                            project email=case when not(is_false(gt(age, 60))) then email else null end, email=case when not(is_false(gt(age, 60))) then null when not(is_false(eq(region, 'north'))) then null else email end, email=case when not(is_false(gt(age, 60))) then null when not(is_false(eq(region, 'north'))) then case when is_not_null(email) then '***' else null end else null end
                              scan hr.public.people [email varchar, age integer, region varchar]
                            veil [Veiled[veils=[Veil[channel=0, mask=Hash[domain=crm]], Veil[channel=1, mask=Partial[first=1, last=2, replacement=*]]], otherwise=2]]
                            rest
                            received #0 [email varchar]
                            """);
        }
    }

    @Nested
    class Fallible {
        private final Relation scan = People.scan(People.ID, People.AGE);
        private final Expr division =
                Expr.Call.of(Function.DIVIDE, column(scan, 1), column(scan, 1));

        @Test
        void predicatesStayAbove() {
            Relation fragment =
                    new Relation.Filter(scan, Expr.Call.of(Function.EQ, division, Literals.of(1)));
            assertThat(print(split(fragment, CLEAR, SAFE_SELECT_LISTS)))
                    .isEqualTo(
                            """
                            read
                            project id, age
                              filter eq(region, 'north')
                                scan hr.public.people [id bigint, age integer, region varchar]
                            rest
                            filter eq(divide(age, age), 1)
                              received #0 [id bigint, age integer]
                            """);
        }

        @Test
        void selectListsStayAboveUnlessTheSourcePromises() {
            Relation fragment = new Relation.Project(scan, List.of(new NamedExpr("q", division)));
            assertThat(print(split(fragment, CLEAR, EVERYTHING)))
                    .isEqualTo(
                            """
                            read
                            project id, age
                              filter eq(region, 'north')
                                scan hr.public.people [id bigint, age integer, region varchar]
                            rest
                            project q=divide(age, age)
                              received #0 [id bigint, age integer]
                            """);
            assertThat(print(split(fragment, CLEAR, SAFE_SELECT_LISTS)))
                    .isEqualTo(
                            """
                            read
                            project q=divide(age, age)
                              project id, age
                                filter eq(region, 'north')
                                  scan hr.public.people [id bigint, age integer, region varchar]
                            rest
                            received #0 [q integer]
                            """);
        }

        @Test
        void nothingFiltersAboveASelectListThatCanFail() {
            Relation project = new Relation.Project(scan, List.of(new NamedExpr("q", division)));
            Relation fragment = where(project, Function.EQ, 0, Literals.of(1));
            assertThat(print(split(fragment, CLEAR, SAFE_SELECT_LISTS)))
                    .isEqualTo(
                            """
                            read
                            project q=divide(age, age)
                              project id, age
                                filter eq(region, 'north')
                                  scan hr.public.people [id bigint, age integer, region varchar]
                            rest
                            filter eq(q, 1)
                              received #0 [q integer]
                            """);
        }

        @Test
        void rowFiltersThatCanFailAreRefused() {
            Expr filter =
                    Expr.Call.of(
                            Function.EQ,
                            Expr.Call.of(
                                    Function.DIVIDE,
                                    new Expr.Column(2, Type.Simple.INTEGER),
                                    new Expr.Column(2, Type.Simple.INTEGER)),
                            Literals.of(1));
            Grant grant = People.grant(filter, People.column(0));
            assertThatThrownBy(() -> split(People.scan(People.ID), grant, EVERYTHING))
                    .isInstanceOfSatisfying(
                            TrawlException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.GRANT_INVALID));
        }
    }

    @Test
    void sortIsNotCutFromItsLimit() {
        Relation scan = People.scan(People.ID, People.AGE);
        Relation fragment =
                new Relation.Limit(new Relation.Sort(scan, List.of(SortKey.descending(1))), 0, 10);
        Capabilities noLimit = node -> !(node instanceof Relation.Limit);
        assertThat(print(split(fragment, CLEAR, noLimit)))
                .isEqualTo(
                        """
                        read
                        project id, age
                          filter eq(region, 'north')
                            scan hr.public.people [id bigint, age integer, region varchar]
                        rest
                        limit 10
                          sort age desc nulls first
                            received #0 [id bigint, age integer]
                        """);
    }
}
