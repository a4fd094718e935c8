package dev.trawl.query.split;

import static dev.trawl.testkit.RowsAssert.assertThatRows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.TrawlException;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Fragments, in one or several splits or limited by dynamic filters, and their assembly give what
/// the whole plan gives: the rows, or the error code.
class SplitPropertyTest {
    private static final int PLANS = 1_500;
    private static final Splitter SPLITTER = new Splitter(100);
    private static final KeyFilterChoice EVERY_FILTER =
            new KeyFilterChoice(new RowEstimates(Map.of()), Set.of(), Long.MAX_VALUE, 0);

    @Test
    void fragmentsAndAssemblyGiveTheAnswerOfThePlan() {
        int inSplits = 0;
        int limited = 0;
        for (long seed = 0; seed < PLANS; seed++) {
            RandomPlans random = new RandomPlans(seed);
            Map<TableName, List<List<@Nullable Object>>> tables = new HashMap<>();
            for (String name : List.of("a.s.t0", "a.s.t1", "b.s.t0", "b.s.t1")) {
                tables.put(TableName.parse(name), random.rows());
            }
            Relation plan = random.plan();
            SplitPlan split = SPLITTER.split(plan);
            List<KeyFilter> filters = EVERY_FILTER.choose(split);
            limited += filters.size();
            inSplits +=
                    split.fragments().stream().anyMatch(f -> TableSplits.of(f).isPresent()) ? 1 : 0;

            Outcome expected = outcome(plan, leaf -> rows(tables, leaf));
            for (int splits : new int[] {1, 0, 2, 5}) {
                check(seed, plan, expected, cut(split, tables, splits));
            }
            check(seed, plan, expected, cut(filtered(split, filters, tables), tables, 0));
        }
        assertThat(inSplits).isGreaterThan(PLANS / 3);
        assertThat(limited).isGreaterThan(PLANS / 20);
    }

    /// The plan with every fragment limited by the keys that the others turn out to have.
    private static SplitPlan filtered(
            SplitPlan plan,
            List<KeyFilter> filters,
            Map<TableName, List<List<@Nullable Object>>> tables) {
        List<Fragment> fragments = new ArrayList<>(plan.fragments());
        for (KeyFilter filter : filters) {
            Fragment from = fragments.get(filter.from());
            SortedSet<Object> values = new TreeSet<>();
            try {
                new ReferenceEvaluator(leaf -> rows(tables, leaf))
                        .rows(from.relation())
                        .forEach(row -> {
                            Object value = row.get(filter.fromColumn());
                            if (value != null) {
                                values.add(value);
                            }
                        });
            } catch (TrawlException e) {
                return plan;
            }
            Keys keys =
                    Keys.listed(from.relation().fields().get(filter.fromColumn()).type(), values);
            fragments.set(filter.to(), fragments.get(filter.to()).limited(filter.toColumn(), keys));
        }
        return new SplitPlan(fragments, plan.assembly());
    }

    /// @param splits 0: whole fragments; else the table's rows by turns
    private static Outcome cut(
            SplitPlan plan, Map<TableName, List<List<@Nullable Object>>> tables, int splits) {
        Map<Integer, List<List<@Nullable Object>>> received = new HashMap<>();
        Relation assembly = plan.assembly();
        try {
            for (Fragment fragment : plan.fragments()) {
                Optional<TableSplits> table =
                        splits == 0 ? Optional.empty() : TableSplits.of(fragment);
                if (table.isEmpty()) {
                    received.put(
                            fragment.number(),
                            new ReferenceEvaluator(leaf -> rows(tables, leaf))
                                    .rows(fragment.relation()));
                } else {
                    assembly = table.get().assemble(assembly, fragment);
                    received.put(fragment.number(), parts(table.get(), tables, splits));
                }
            }
        } catch (TrawlException e) {
            return new Outcome(List.of(), e.code().name());
        }
        return outcome(
                assembly,
                leaf -> received.getOrDefault(((Relation.Received) leaf).fragment(), List.of()));
    }

    private static List<List<@Nullable Object>> parts(
            TableSplits table, Map<TableName, List<List<@Nullable Object>>> tables, int splits) {
        List<List<@Nullable Object>> all = new ArrayList<>();
        for (int split = 0; split < splits; split++) {
            int number = split;
            all.addAll(
                    new ReferenceEvaluator(
                                    leaf -> {
                                        List<List<@Nullable Object>> rows = rows(tables, leaf);
                                        return IntStream.range(0, rows.size())
                                                .filter(i -> i % splits == number)
                                                .<List<@Nullable Object>>mapToObj(rows::get)
                                                .toList();
                                    })
                            .rows(table.perSplit()));
        }
        return all;
    }

    private static Outcome outcome(
            Relation plan, Function<Relation, List<List<@Nullable Object>>> leaves) {
        try {
            return new Outcome(new ReferenceEvaluator(leaves).rows(plan), "");
        } catch (TrawlException e) {
            return new Outcome(List.of(), e.code().name());
        }
    }

    private static List<List<@Nullable Object>> rows(
            Map<TableName, List<List<@Nullable Object>>> tables, Relation leaf) {
        return tables.getOrDefault(((Relation.Scan) leaf).table(), List.of());
    }

    private static void check(long seed, Relation plan, Outcome expected, Outcome actual) {
        String about = "seed %d\n%s".formatted(seed, PlanPrinter.print(plan));
        assertThat(actual.code()).as(about).isEqualTo(expected.code());
        assertThatRows(actual.rows()).as(about).containsExactlyInAnyOrder(expected.rows());
    }

    private record Outcome(List<List<@Nullable Object>> rows, String code) {}
}
