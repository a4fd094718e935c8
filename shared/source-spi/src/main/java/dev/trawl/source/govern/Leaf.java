package dev.trawl.source.govern;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One piece of stage 1: what the source's engine evaluates, then what makes governed rows of it.
///
/// @param governed the part of the fragment that this is, as the principal may see it
/// @param read the secured form over base tables, for the source's engine
/// @param finish row filter and masks that the source lacks, over the rows of `read` as {@link
///   Relation.Received} 0; null if nothing is missing
/// @param columns how the rows carry the columns of `governed`
public record Leaf(
        Relation governed, Relation read, @Nullable Relation finish, List<Carried> columns) {
    public Leaf {
        columns = List.copyOf(columns);
    }

    /// What the principal sees.
    public List<Field> fields() {
        return governed.fields();
    }

    /// The rows as the source and the local evaluator give them, before veils.
    public List<Field> carriers() {
        return finish == null ? read.fields() : finish.fields();
    }

    /// Whether masks are computed here; else the carriers are the columns, in order.
    public boolean isVeiled() {
        return columns.stream().anyMatch(c -> c instanceof Carried.Veiled);
    }
}
