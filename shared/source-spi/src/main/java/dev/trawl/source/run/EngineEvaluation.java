package dev.trawl.source.run;

import dev.trawl.engine.Evaluation;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Relation;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/// The local evaluator inside a source function.
public final class EngineEvaluation implements LocalEvaluation {
    private final LocalEvaluator evaluator;

    public EngineEvaluation(LocalEvaluator evaluator) {
        this.evaluator = evaluator;
    }

    @Override
    public ArrowReader evaluate(
            Relation relation, List<ArrowReader> received, ReadContext context) {
        ArrowReader rows =
                evaluator.evaluate(
                        Evaluation.of(
                                relation,
                                received,
                                context.allocator(),
                                context.deadline(),
                                context.cancellation()::isRequested));
        return new OnceReader(rows, context.allocator());
    }
}
