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
}
