package dev.trawl.query.authorize;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.TrawlException;
import java.util.List;

/// Whether a query may run, and as what.
public sealed interface Authorization {
    /// @param plan over governed tables only
    /// @param filled the plan with the rows of the catalog's own tables in their place
    /// @param tables that the decision is about and the query reads, views included
    record Permitted(
            CatalogSnapshot catalog,
            Decision decision,
            Relation plan,
            Relation filled,
            List<TableName> tables)
            implements Authorization {
        public Permitted {
            tables = List.copyOf(tables);
        }
    }

    /// @param error what the caller is told
    /// @param tables that were asked for
    record Refused(TrawlException error, List<TableName> tables, Decision decision)
            implements Authorization {
        public Refused {
            tables = List.copyOf(tables);
        }
    }
}
