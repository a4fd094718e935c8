package dev.trawl.query.authorize;

import dev.trawl.calcite.NameReference;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogView;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Finds what names may mean: every table and view of the catalog whose name they end, and whatever
/// those views name in turn.
final class NameResolution {
    private final CatalogSnapshot catalog;
    private final SqlFront front;
    private final int tablesMax;

    NameResolution(CatalogSnapshot catalog, SqlFront front, int tablesMax) {
        this.catalog = catalog;
        this.front = front;
        this.tablesMax = tablesMax;
    }

    /// @throws TrawlException REQUEST_TOO_LARGE if there are more than allowed
    SortedSet<TableName> candidates(List<NameReference> references) {
        SortedSet<TableName> found = new TreeSet<>();
        Deque<NameReference> open = new ArrayDeque<>(references);
        while (!open.isEmpty()) {
            for (TableName name : matching(open.remove())) {
                if (found.add(name)) {
                    CatalogView view = catalog.views().get(name);
                    if (view != null) {
                        open.addAll(front.references(view.sql()));
                    }
                }
            }
            if (found.size() > tablesMax) {
                throw new TrawlException(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "the query names more tables than the limit of %d".formatted(tablesMax));
            }
        }
        return found;
    }

    List<TableName> matching(NameReference reference) {
        return Stream.concat(catalog.tables().keySet().stream(), catalog.views().keySet().stream())
                .filter(reference::matches)
                .sorted()
                .toList();
    }
}
