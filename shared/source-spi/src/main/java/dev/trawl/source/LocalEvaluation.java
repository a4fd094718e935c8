package dev.trawl.source;

import dev.trawl.plan.Relation;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Evaluates what a source cannot, with exactly Trawl's semantics and within the memory it was
/// given. Thread-safe.
@FunctionalInterface
public interface LocalEvaluation {
    /// The rows of a relation whose leaves are {@link Relation.Received} and Values.
    ///
    /// The answer owns the readers in `received` and closes them with itself; when this throws they
    /// are closed too. Order is kept where the relation is a Sort or a Limit over one.
    ArrowReader evaluate(Relation relation, List<ArrowReader> received, ReadContext context);
}
