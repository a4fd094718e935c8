package dev.trawl.engine;

import dev.trawl.protocol.TrawlException;
import java.time.Clock;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Evaluates plans in a DuckDB that is theirs meanwhile, with exactly Trawl's semantics: what
/// DuckDB cannot do so is refused with NOT_SUPPORTED, never done differently. Thread-safe; keeps
/// nothing of an evaluation, but empty databases for the next.
///
/// Errors never quote rows, and have no cause that does.
public final class LocalEvaluator {
    private final EngineSettings settings;
    private final Clock clock;
    private final IdleDatabases databases;

    public LocalEvaluator(EngineSettings settings, Clock clock) {
        this(settings, clock, IdleDatabases.IDLE_MAX);
    }

    /// @param idleMax databases that are kept for the next evaluations
    public LocalEvaluator(EngineSettings settings, Clock clock, int idleMax) {
        this.settings = settings;
        this.clock = clock;
        this.databases = new IdleDatabases(settings, idleMax);
    }

    /// Evaluates a plan; when this returns or throws, every input has been read and closed.
    ///
    /// The reader has the plan's fields and belongs to the caller, who closes it. Order is kept
    /// where the plan is a Sort, or a Limit or Project over one.
    ///
    /// @throws TrawlException with the code of what failed in the plan, or of the input that failed
    public ArrowReader evaluate(Evaluation evaluation) {
        try (Inputs inputs = Inputs.of(evaluation)) {
            try (Workspace workspace = workspace(evaluation)) {
                workspace.add(inputs);
                return workspace.evaluate(evaluation.plan(), evaluation.files());
            }
        }
    }

    /// Files are read in a database of the request's alone, which may read its folder.
    private Workspace workspace(Evaluation evaluation) {
        return Leaves.hasScan(evaluation.plan())
                ? open(evaluation.context())
                : openKept(evaluation.context());
    }

    /// A DuckDB for several steps of one request, which reads files of the context's folder; the
    /// caller closes it.
    public Workspace open(EngineContext context) {
        return Workspace.open(
                settings, clock, context, () -> Session.open(settings, context.folder()));
    }

    /// The same, reading files of {@link Workspace#folder} instead: one that is open already, if it
    /// can be.
    public Workspace openKept(EngineContext context) {
        return Workspace.open(settings, clock, context, databases::take);
    }
}
