package dev.trawl.query.authorize;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import java.util.List;
import java.util.Map;

/// What is needed of the SQL front end.
public interface SqlFront {
    /// Tables and views that a text names, without its own CTEs.
    ///
    /// @throws dev.trawl.protocol.TrawlException SYNTAX_ERROR or NOT_SUPPORTED
    List<TableReference> references(String sql);

    /// The plan of a text.
    ///
    /// @param tables governed columns of every table that may be read
    /// @param views texts of every view that may be expanded
    Relation plan(String sql, Map<TableName, List<Field>> tables, Map<TableName, String> views);
}
