package dev.trawl.query.execute;

import dev.trawl.plan.Relation;
import java.util.List;
import java.util.Map;

/// Evaluates an assembly over what the fragments gave.
public interface Assembler {
    /// Rows of the assembly, in its order.
    ///
    /// @param received what every fragment gave, by its number
    List<Chunk> assemble(
            Work work, Relation assembly, Map<Integer, Received> received, Watch watch);

    /// The rows of one fragment, out of those of its splits; no limit of the answer is theirs.
    ///
    /// @param merge over the fragment as {@link Relation.Received}
    List<Chunk> merge(Work work, int fragment, Relation merge, Received parts, Watch watch);

    /// The same rows in the same order, cut anew by what they are and not by how they came.
    List<Chunk> recut(Work work, Received rows, Watch watch);
}
