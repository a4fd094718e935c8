package dev.trawl.calcite;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.ProxyingMetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/// What Calcite's rules ask of relations. It is interpreted: compiling handlers costs more than a
/// plan.
final class Figures extends RelMetadataQuery {
    Figures() {
        super(new ProxyingMetadataHandlerProvider(DefaultRelMetadataProvider.INSTANCE));
    }

    /// The set of no columns, which ROLLUP and CUBE have too, gives a row also where there are
    /// none.
    @Override
    public @Nullable Double getMaxRowCount(RelNode rel) {
        Double rows = super.getMaxRowCount(rel);
        return rows != null
                        && rows < 1
                        && rel instanceof Aggregate aggregate
                        && aggregate.getGroupSets().stream().anyMatch(ImmutableBitSet::isEmpty)
                ? Double.valueOf(1)
                : rows;
    }
}
