package dev.trawl.calcite;

import static dev.trawl.testkit.RowsAssert.assertThatRows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.PlanGenerator;
import dev.trawl.testkit.TableData;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pruning columns and ordering joins keep the rows of plans, also of ones that no SQL leads to.
class RelationRewritesTest {
    private static final int PLANS = 60;
    private static final List<TableData> TABLES =
            List.of(PlanGenerator.table("r", 5, 1), PlanGenerator.table("s", 4, 2));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void prunedPlansHaveTheSameRowsAndFields(long seed) {
        PlanGenerator plans = PlanGenerator.over(TABLES, seed);
        for (int i = 0; i < PLANS; i++) {
            Relation plan = plans.relation(5);
            checkSame(plan, ColumnPruning.prune(plan));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void reorderedPlansHaveTheSameRowsAndFields(long seed) {
        PlanGenerator plans = PlanGenerator.over(TABLES, seed);
        for (int i = 0; i < PLANS; i++) {
            Relation plan = plans.relation(5);
            checkSame(plan, new JoinOrder(Map.of()).reorder(plan));
        }
    }

    private static void checkSame(Relation plan, Relation rewritten) {
        String both = PlanPrinter.print(plan) + "became\n" + PlanPrinter.print(rewritten);
        assertThat(rewritten.fields()).as(both).isEqualTo(plan.fields());
        List<List<@Nullable Object>> expected;
        try {
            expected = rows(plan);
        } catch (TrawlException e) {
            return; // What fails for a value may fail otherwise, or not at all.
        }
        assertThatRows(rows(rewritten)).as(both).containsExactlyInAnyOrder(expected);
    }

    private static List<List<@Nullable Object>> rows(Relation plan) {
        return new ReferenceEvaluator(RelationRewritesTest::leaf).rows(plan);
    }

    private static List<List<@Nullable Object>> leaf(Relation relation) {
        Relation.Scan scan = (Relation.Scan) relation;
        TableData table =
                TABLES.stream()
                        .filter(t -> t.name().equals(scan.table().table()))
                        .findFirst()
                        .orElseThrow();
        List<Integer> columns = scan.fields().stream().map(table.fields()::indexOf).toList();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (List<@Nullable Object> row : table.rows()) {
            rows.add(pick(row, columns));
        }
        return rows;
    }

    private static List<@Nullable Object> pick(List<@Nullable Object> row, List<Integer> columns) {
        List<@Nullable Object> picked = new ArrayList<>();
        columns.forEach(c -> picked.add(row.get(c)));
        return picked;
    }
}
