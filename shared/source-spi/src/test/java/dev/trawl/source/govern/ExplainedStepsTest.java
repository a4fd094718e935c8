package dev.trawl.source.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Function;
import dev.trawl.plan.Literals;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Grant;
import dev.trawl.source.Capabilities;
import dev.trawl.source.run.ExplainedSteps;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExplainedStepsTest {
    private static final Grant GRANT =
            People.grant(People.NORTH, People.column(0), People.column(2));
    private static final Relation SCAN = People.scan(People.ID, People.AGE);
    private static final Expr AGE = new Expr.Column(1, Type.Simple.INTEGER);
    private static final Relation DIVIDED =
            new Relation.Filter(
                    SCAN,
                    Expr.Call.of(
                            Function.GT,
                            Expr.Call.of(Function.DIVIDE, Literals.of(100), AGE),
                            Literals.of(2)));

    private static List<String> steps(Relation fragment, Capabilities capabilities) {
        return new ExplainedSteps(capabilities, _ -> Optional.of("SELECT 1"))
                .of(StageSplit.split(fragment, GRANT, _ -> People.table(), capabilities), GRANT);
    }

    @Test
    void whatTheRuleOnRowFiltersKeepsBackIsTold() {
        assertThat(steps(DIVIDED, _ -> true))
                .contains(
                        "source hr gets: SELECT 1",
                        "kept back by the rule on row filters, not by the source: gt(divide(100, age), 2) can fail on a row that must not be seen");
    }

    @Test
    void whatTheSourceLacksIsNotPutDownToTheRule() {
        assertThat(
                        steps(
                                DIVIDED,
                                node -> !(node instanceof Relation.Filter f && f.equals(DIVIDED))))
                .noneMatch(line -> line.startsWith("kept back"));
    }

    @Test
    void hiddenColumnsAndFiltersAreNotShown() {
        assertThat(String.join("\n", steps(DIVIDED, _ -> true)))
                .contains("row filter of policy on hr.public.people")
                .doesNotContain("region", "north");
    }
}
