package dev.trawl.source.jdbc;

import dev.trawl.plan.Relation;
import dev.trawl.source.Capabilities;
import dev.trawl.source.jdbc.copy.PostgresTypes;
import dev.trawl.sql.Dialect;
import dev.trawl.sql.Support;

/// What PostgreSQL evaluates as Trawl does.
///
/// Select lists are computed after WHERE and joins: the planner never moves them below a filter.
final class PostgresCapabilities implements Capabilities {
    @Override
    public boolean evaluates(Relation node) {
        return Support.supports(node, Dialect.POSTGRESQL)
                && node.fields().stream().allMatch(f -> PostgresTypes.travels(f.type()));
    }

    @Override
    public boolean computesOnlyPassedRows() {
        return true;
    }
}
