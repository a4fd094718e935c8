package dev.trawl.query.lineage;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorKind;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.authorize.SqlFront;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Where the columns of views come from, planned as the caller would have them planned: over what
/// it may describe, with other views as tables of their own. A view that cannot be planned so has
/// no lineage for that caller.
final class ViewLineage {
    /// Views that one request plans.
    private static final int PLANS_MAX = 300;

    private final CatalogSnapshot catalog;
    private final CatalogNames names;
    private final Described described;
    private final SqlFront front;
    private final Instant now;
    private final Map<TableName, Optional<Planned>> planned = new HashMap<>();
    private final Set<TableName> open = new HashSet<>();
    private boolean isExhausted;

    ViewLineage(
            CatalogSnapshot catalog,
            CatalogNames names,
            Described described,
            SqlFront front,
            Instant now) {
        this.catalog = catalog;
        this.names = names;
        this.described = described;
        this.front = front;
        this.now = now;
    }

    /// @param inputs tables and views that its text reads
    record Planned(List<Field> fields, List<Lineage.Column> columns, SortedSet<TableName> inputs) {}

    /// Whether there were more views than one request plans.
    boolean isExhausted() {
        return isExhausted;
    }

    boolean isView(TableName name) {
        return catalog.views().containsKey(name);
    }

    /// The columns of a table or view that the caller may know of; nothing if it may not know it.
    Optional<List<Field>> fields(TableName name) {
        return isView(name)
                ? of(name).map(Planned::fields)
                : described.of(name).map(p -> p.fields());
    }

    /// The lineage of a view.
    Optional<Planned> of(TableName name) {
        Optional<Planned> known = planned.get(name);
        if (known != null) {
            return known;
        }
        CatalogView view = catalog.views().get(name);
        if (view == null || described.of(name).isEmpty() || !open.add(name)) {
            return Optional.empty();
        }
        if (planned.size() >= PLANS_MAX) {
            isExhausted = true;
            return Optional.empty();
        }
        Optional<Planned> plan = Optional.ofNullable(plan(view));
        open.remove(name);
        planned.put(name, plan);
        return plan;
    }

    private @Nullable Planned plan(CatalogView view) {
        Map<TableName, List<Field>> inputs = new TreeMap<>();
        for (NameReference reference : names.references(view.name())) {
            Optional<TableName> input = only(names.matching(reference));
            Optional<List<Field>> fields = input.flatMap(this::fields);
            if (fields.isEmpty()) {
                return null;
            }
            inputs.put(input.orElseThrow(), fields.get());
        }
        try {
            Relation plan =
                    front.plan(new PlanRequest(view.sql(), inputs, Map.of(), Map.of(), now));
            return new Planned(plan.fields(), Lineage.of(plan), new TreeSet<>(inputs.keySet()));
        } catch (TrawlException e) {
            if (e.code().kind() == ErrorKind.USER) {
                return null;
            }
            throw e;
        }
    }

    /// The one that the caller may know of.
    private Optional<TableName> only(SortedSet<TableName> candidates) {
        described.ask(candidates);
        List<TableName> known =
                candidates.stream().filter(n -> described.of(n).isPresent()).toList();
        return known.size() == 1 ? Optional.of(known.getFirst()) : Optional.empty();
    }
}
