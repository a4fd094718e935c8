package dev.trawl.query.authorize;

import dev.trawl.calcite.NameReference;
import dev.trawl.calcite.PlanRequest;
import dev.trawl.plan.Relation;
import java.util.List;

/// What is needed of the SQL front end. Thread-safe.
public interface SqlFront {
    /// Tables and views that a text names, without its own common table expressions.
    ///
    /// @throws dev.trawl.protocol.TrawlException SYNTAX_ERROR, NOT_SUPPORTED or REQUEST_TOO_LARGE
    List<NameReference> references(String sql);

    /// @throws dev.trawl.protocol.TrawlException of kind USER, with the place where there is one
    Relation plan(PlanRequest request);

    /// How often a plan was made so far, and not found among those that were made before; 0 where
    /// nobody counts.
    default long plansMade() {
        return 0;
    }
}
