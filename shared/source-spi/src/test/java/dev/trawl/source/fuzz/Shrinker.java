package dev.trawl.source.fuzz;

import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.source.fuzz.Interference.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Makes a case that differs smaller, as long as it still differs: fewer steps, fewer rows.
final class Shrinker {
    private static final int TRIES_MAX = 400;

    private final Interference interference;
    private int tries;

    Shrinker(Interference interference) {
        this.interference = interference;
    }

    Difference shrunk(Difference found) {
        Difference smallest = found;
        Optional<Difference> smaller = Optional.of(found);
        while (smaller.isPresent() && tries < TRIES_MAX) {
            smallest = smaller.get();
            smaller = smaller(smallest.trial());
        }
        return smallest;
    }

    private Optional<Difference> smaller(Trial trial) {
        return Stream.concat(
                        fragments(trial.fragment()).stream()
                                .map(fragment -> new Trial(trial.tables(), fragment)),
                        tables(trial.tables()).stream()
                                .map(tables -> new Trial(tables, trial.fragment())))
                .takeWhile(_ -> tries++ < TRIES_MAX)
                .flatMap(t -> interference.find(t.tables(), List.of(t.fragment())).stream())
                .findFirst();
    }

    /// Each relation with one step left out.
    private static List<Relation> fragments(Relation relation) {
        List<Relation> smaller = new ArrayList<>(relation.inputs());
        List<Relation> inputs = relation.inputs();
        for (int i = 0; i < inputs.size(); i++) {
            for (Relation input : fragments(inputs.get(i))) {
                if (input.fields().equals(inputs.get(i).fields())) {
                    List<Relation> replaced = new ArrayList<>(inputs);
                    replaced.set(i, input);
                    smaller.add(Relations.withInputs(relation, replaced));
                }
            }
        }
        return smaller;
    }

    private static List<List<TwinTable>> tables(List<TwinTable> tables) {
        List<List<TwinTable>> smaller = new ArrayList<>();
        for (int i = 0; i < tables.size(); i++) {
            for (TwinTable table : rows(tables.get(i))) {
                List<TwinTable> replaced = new ArrayList<>(tables);
                replaced.set(i, table);
                smaller.add(replaced);
            }
        }
        return smaller;
    }

    private static List<TwinTable> rows(TwinTable table) {
        List<TwinTable> smaller = new ArrayList<>();
        smaller.addAll(without(table.visible(), table::withVisible));
        smaller.addAll(without(table.first(), rows -> table.withHidden(rows, table.second())));
        smaller.addAll(without(table.second(), rows -> table.withHidden(table.first(), rows)));
        return smaller;
    }

    /// The table once without each of the rows.
    private static <T> List<TwinTable> without(List<T> rows, Function<List<T>, TwinTable> table) {
        List<TwinTable> smaller = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<T> fewer = new ArrayList<>(rows);
            fewer.remove(i);
            smaller.add(table.apply(fewer));
        }
        return smaller;
    }
}
