package dev.trawl.query.split;

import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import java.util.SortedSet;
import java.util.TreeSet;

/// The part of a plan that one source evaluates alone.
///
/// @param number what {@link Relation.Received} calls it
/// @param source name of the source that holds all tables of the relation
public record Fragment(int number, String source, Relation relation) {
    /// The fragment without rows whose value in the column is none of the keys.
    public Fragment limited(int column, Keys keys) {
        return new Fragment(number, source, KeyPaths.filtered(relation, column, keys));
    }

    /// Tables that the fragment reads.
    public SortedSet<TableName> tables() {
        SortedSet<TableName> tables = new TreeSet<>();
        Relations.forEach(
                relation,
                r -> {
                    if (r instanceof Relation.Scan scan) {
                        tables.add(scan.table());
                    }
                });
        return tables;
    }
}
