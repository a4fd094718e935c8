package dev.trawl.policy;

import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.protocol.AggregateOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Limits of all rules that match one table, together: the smallest number of rows, the largest
/// group, the dimensions that every rule has, and the things that any rule counts. So a rule never
/// loosens another's limit.
final class Limits {
    private final CatalogTable table;
    private final List<AggregateRule> aggregates = new ArrayList<>();
    private @Nullable Long rowsMax;

    Limits(CatalogTable table) {
        this.table = table;
    }

    void add(Rule rule) {
        if (rule.aggregateOnly() != null) {
            aggregates.add(rule.aggregateOnly());
        }
        Long max = rule.rowsMax();
        if (max != null && (rowsMax == null || max < rowsMax)) {
            rowsMax = max;
        }
    }

    @Nullable Long rowsMax() {
        return rowsMax;
    }

    /// Whether things are to be counted by a column that the table does not have.
    boolean cannotBeHeld() {
        return aggregates.stream()
                .flatMap(a -> a.units().stream())
                .anyMatch(unit -> index(unit).isEmpty());
    }

    /// Indexes of columns of the table that tell things apart, ascending.
    List<Integer> units() {
        return aggregates.stream()
                .flatMap(a -> a.units().stream())
                .flatMap(unit -> index(unit).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /// What the grant says; absent where rows may be shown.
    ///
    /// @param inputs columns of the table that the grant reads
    /// @param visible columns that the principal sees
    @Nullable AggregateOnly aggregateOnly(List<Integer> inputs, List<CatalogColumn> visible) {
        if (aggregates.isEmpty()) {
            return null;
        }
        int groupMin = aggregates.stream().mapToInt(AggregateRule::groupMin).max().orElseThrow();
        List<String> dimensions =
                visible.stream()
                        .map(CatalogColumn::name)
                        .filter(name ->
                                aggregates.stream().allMatch(a -> a.dimensions().contains(name)))
                        .toList();
        return new AggregateOnly(
                groupMin, units().stream().map(inputs::indexOf).toList(), dimensions);
    }

    private Optional<Integer> index(String column) {
        for (int i = 0; i < table.columns().size(); i++) {
            CatalogColumn candidate = table.columns().get(i);
            if (candidate.name().equals(column) && candidate.type().isOrdered()) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
