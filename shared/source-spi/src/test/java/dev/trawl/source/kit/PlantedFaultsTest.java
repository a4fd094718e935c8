package dev.trawl.source.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.SortKey;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The kit itself: a source with a fault must fail where the fault is.
class PlantedFaultsTest {
    private static UnaryOperator<Relation> fault = relation -> relation;

    /// Run only from here: its name is none of a test class.
    static final class Faulty extends SourceKit {
        @Override
        protected SourceFixture fixture() {
            return new InMemorySource(fault);
        }

        @Override
        protected Set<Capability> without() {
            return Set.of(Capability.FALLIBLE_SELECT_LIST, Capability.SAMPLE);
        }
    }

    private static UnaryOperator<Relation> everywhere(UnaryOperator<Relation> change) {
        return relation ->
                change.apply(
                        Relations.withInputs(
                                relation,
                                relation.inputs().stream().map(everywhere(change)).toList()));
    }

    /// Which of the groups have a test that fails.
    private static Set<String> failing(UnaryOperator<Relation> planted, Class<?>... groups) {
        fault = planted;
        LauncherDiscoveryRequest request =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(
                                Arrays.stream(groups)
                                        .map(g -> selectNestedClass(List.of(Faulty.class), g))
                                        .toList())
                        .build();
        Set<String> failed = new TreeSet<>();
        LauncherFactory.create()
                .execute(
                        request,
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(
                                    TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest() && result.getStatus() == Status.FAILED) {
                                    failed.add(group(test));
                                }
                            }
                        });
        return failed;
    }

    private static String group(TestIdentifier test) {
        return test.getUniqueIdObject().getSegments().stream()
                .filter(s -> s.getType().equals("nested-class"))
                .map(s -> s.getValue())
                .findFirst()
                .orElse("");
    }

    @Test
    void noFaultFailsNowhere() {
        assertThat(
                        failing(
                                relation -> relation,
                                SourceKit.Limits.class,
                                SourceKit.Joins.class,
                                SourceKit.Governance.class))
                .isEmpty();
    }

    @Test
    void droppedFiltersFail() {
        assertThat(
                        failing(
                                everywhere(r -> r instanceof Relation.Filter f ? f.input() : r),
                                SourceKit.Predicates.class,
                                SourceKit.Governance.class,
                                SourceKit.Scans.class))
                .contains("Predicates", "Governance");
    }

    @Test
    void filtersThatKeepUnknownRowsFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Filter f
                                                ? new Relation.Filter(
                                                        f.input(), notFalse(f.predicate()))
                                                : r),
                                SourceKit.Predicates.class,
                                SourceKit.Limits.class))
                .contains("Predicates");
    }

    private static Expr notFalse(Expr predicate) {
        return Expr.Call.of(Function.NOT, Expr.Call.of(Function.IS_FALSE, predicate));
    }

    @Test
    void unmaskedValuesFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Project p
                                                ? new Relation.Project(
                                                        p.input(),
                                                        p.columns().stream()
                                                                .map(c ->
                                                                        new NamedExpr(
                                                                                c.name(),
                                                                                unmasked(c.expr())))
                                                                .toList())
                                                : r),
                                SourceKit.Governance.class,
                                SourceKit.SelectLists.class))
                .containsExactly("Governance");
    }

    /// The value in the clear where its type allows.
    private static Expr unmasked(Expr expr) {
        return expr instanceof Expr.Conditional c ? c.otherwise() : expr;
    }

    @Test
    void lostSortKeysFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Sort s
                                                ? new Relation.Sort(
                                                        s.input(),
                                                        s.keys().stream()
                                                                .map(k ->
                                                                        new SortKey(
                                                                                k.column(),
                                                                                k.direction(),
                                                                                SortKey.Nulls
                                                                                        .FIRST))
                                                                .toList())
                                                : r),
                                SourceKit.Limits.class,
                                SourceKit.Aggregates.class))
                .containsExactly("Limits");
    }

    @Test
    void limitsThatForgetTheirOffsetFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Limit l
                                                ? new Relation.Limit(l.input(), 0, l.count())
                                                : r),
                                SourceKit.Limits.class,
                                SourceKit.Aggregates.class))
                .containsExactly("Limits");
    }

    @Test
    void outerJoinsThatBecomeInnerFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Join j
                                                        && j.kind() == Relation.Join.Kind.LEFT
                                                ? new Relation.Join(
                                                        j.left(),
                                                        j.right(),
                                                        Relation.Join.Kind.INNER,
                                                        j.condition())
                                                : r),
                                SourceKit.Joins.class,
                                SourceKit.Limits.class))
                .containsExactly("Joins");
    }

    @Test
    void groupsThatLoseNullKeysFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Aggregate a && !a.keys().isEmpty()
                                                ? new Relation.Aggregate(
                                                        new Relation.Filter(
                                                                a.input(),
                                                                Expr.Call.of(
                                                                        Function.IS_NOT_NULL,
                                                                        Expressions.column(
                                                                                a.input(),
                                                                                a.keys()
                                                                                        .getFirst()))),
                                                        a.keys(),
                                                        a.aggregations())
                                                : r),
                                SourceKit.Aggregates.class,
                                SourceKit.Joins.class))
                .containsExactly("Aggregates");
    }

    @Test
    void lostRowsFail() {
        assertThat(
                        failing(
                                everywhere(r ->
                                        r instanceof Relation.Scan
                                                ? new Relation.Limit(r, 0, 5)
                                                : r),
                                SourceKit.Scans.class,
                                SourceKit.Joins.class,
                                SourceKit.Splits.class))
                .contains("Scans", "Joins", "Splits");
    }
}
