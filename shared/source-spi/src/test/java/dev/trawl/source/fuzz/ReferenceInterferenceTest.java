package dev.trawl.source.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.AggregateFunction;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Expressions;
import dev.trawl.plan.Function;
import dev.trawl.plan.NamedExpr;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.Type;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.kit.InMemorySource;
import dev.trawl.source.kit.SourceFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReferenceInterferenceTest extends InterferenceKit {
    private static final int PLANTED_CASES = 2_000;

    @Override
    protected SourceFixture fixture() {
        return new InMemorySource(relation -> relation, new ReferenceEvaluation());
    }

    @Override
    protected LocalEvaluation local() {
        return new ReferenceEvaluation();
    }

    @Override
    protected int cases() {
        return 600;
    }

    @Test
    void aFilterThatIsForgottenIsSeen() {
        assertSeen(r -> r instanceof Relation.Filter f ? f.input() : r);
    }

    @Test
    void aMaskThatIsSkippedIsSeen() {
        assertSeen(r ->
                r instanceof Relation.Project p
                        ? new Relation.Project(
                                p.input(),
                                p.columns().stream()
                                        .map(c -> new NamedExpr(c.name(), unmasked(c.expr())))
                                        .toList())
                        : r);
    }

    private static Expr unmasked(Expr expr) {
        return expr instanceof Expr.Conditional c ? c.otherwise() : expr;
    }

    @Test
    void aCountOfUnfilteredRowsIsSeen() {
        assertSeen(r ->
                r instanceof Relation.Aggregate a
                                && a.keys().isEmpty()
                                && a.aggregations().stream()
                                        .anyMatch(g -> g.function() == AggregateFunction.COUNT_ALL)
                        ? Relations.withInputs(a, List.of(unfiltered(a.input())))
                        : r);
    }

    private static Relation unfiltered(Relation relation) {
        return relation instanceof Relation.Filter f
                ? f.input()
                : relation.inputs().isEmpty()
                        ? relation
                        : Relations.withInputs(
                                relation,
                                relation.inputs().stream()
                                        .map(ReferenceInterferenceTest::unfiltered)
                                        .toList());
    }

    @Test
    void anErrorRaisedBeforeTheFilterIsSeen() {
        assertSeen(r -> r instanceof Relation.Filter f ? divided(f) : r);
    }

    /// Divides by a number of every row before it filters them. The limit keeps any engine from
    /// mending that.
    private static Relation divided(Relation.Filter filter) {
        Relation input = filter.input();
        int width = input.fields().size();
        List<NamedExpr> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(new NamedExpr("i" + i, Expressions.column(input, i)));
        }
        for (int i = 0; i < width; i++) {
            Expr.Column column = Expressions.column(input, i);
            if (column.type() == Type.Simple.BIGINT || column.type() == Type.Simple.INTEGER) {
                Expr quotient = Expr.Call.of(Function.DIVIDE, column, column);
                columns.add(new NamedExpr("o" + i, quotient));
            }
        }
        Relation computed =
                new Relation.Limit(new Relation.Project(input, columns), 0, Integer.MAX_VALUE);
        return new Relation.Project(
                new Relation.Filter(computed, filter.predicate()),
                IntStream.range(0, width)
                        .mapToObj(i ->
                                new NamedExpr(
                                        input.fields().get(i).name(),
                                        Expressions.column(computed, i)))
                        .toList());
    }

    private static void assertSeen(UnaryOperator<Relation> fault) {
        LocalEvaluation reference = new ReferenceEvaluation();
        try (SourceFixture fixture = new InMemorySource(everywhere(fault), reference)) {
            assertThat(run(fixture, new Interference(fixture, reference), PLANTED_CASES))
                    .isPresent();
        }
    }

    private static UnaryOperator<Relation> everywhere(UnaryOperator<Relation> change) {
        return relation ->
                change.apply(
                        Relations.withInputs(
                                relation,
                                relation.inputs().stream().map(everywhere(change)).toList()));
    }
}
