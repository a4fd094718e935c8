package dev.trawl.source.run;

import dev.trawl.engine.Evaluation;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Relation;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/// The local evaluator inside a source function. Each evaluation has a folder of its own in the
/// request's scratch.
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
                                folder(context, received),
                                context.allocator(),
                                context.deadline(),
                                context.cancellation()::isRequested));
        return new OnceReader(rows, context.allocator());
    }

    private static Path folder(ReadContext context, List<ArrowReader> received) {
        try {
            return Files.createTempDirectory(context.scratch(), "evaluation-");
        } catch (IOException e) {
            UncheckedIOException error =
                    new UncheckedIOException("the scratch folder cannot be written", e);
            Stages.closeAll(received, error);
            throw error;
        }
    }
}
