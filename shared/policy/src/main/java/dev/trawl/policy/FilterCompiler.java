package dev.trawl.policy;

import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import java.util.List;

/// Reads SQL over the columns of one row. Thread-safe.
@FunctionalInterface
public interface FilterCompiler {
    /// @throws dev.trawl.protocol.TrawlException of kind USER if it does not fit
    Expr compile(String sql, List<Field> columns);
}
