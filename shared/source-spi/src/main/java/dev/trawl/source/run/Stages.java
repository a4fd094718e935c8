package dev.trawl.source.run;

import dev.trawl.arrow.ArrowTypes;
import dev.trawl.plan.Relation;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Source;
import dev.trawl.source.govern.Leaf;
import dev.trawl.source.govern.StagedPlan;
import dev.trawl.source.veil.PseudonymKeys;
import dev.trawl.source.veil.VeilingReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Connects the stages of a cut fragment: rows flow from the source's engine through the masks
/// computed here to the local evaluator, batch by batch. Thread-safe.
public final class Stages {
    private final Source source;
    private final LocalEvaluation local;
    private final PseudonymKeys keys;

    public Stages(Source source, LocalEvaluation local, PseudonymKeys keys) {
        this.source = source;
        this.local = local;
        this.keys = keys;
    }

    /// The rows of the fragment. The reader belongs to the caller, who closes it; closing it closes
    /// everything behind it.
    public ArrowReader open(StagedPlan plan, ReadContext context) {
        List<ArrowReader> rows = openLeaves(plan.leaves(), context);
        return plan.isOneLeaf() ? rows.getFirst() : local.evaluate(plan.rest(), rows, context);
    }

    private List<ArrowReader> openLeaves(List<Leaf> leaves, ReadContext context) {
        if (leaves.isEmpty()) {
            return List.of();
        }
        List<ArrowReader> open =
                new ArrayList<>(source.readAll(leaves.stream().map(Leaf::read).toList(), context));
        try {
            for (int i = 0; i < leaves.size(); i++) {
                govern(leaves.get(i), open, i, context);
            }
            return open;
        } catch (RuntimeException e) {
            closeAll(open, e);
            throw e;
        }
    }

    /// Replaces the source's rows by the governed ones.
    private void govern(Leaf leaf, List<ArrowReader> open, int index, ReadContext context) {
        Relation finish = leaf.finish();
        if (finish != null) {
            open.set(index, local.evaluate(finish, List.of(open.get(index)), context));
        }
        if (leaf.isVeiled()) {
            open.set(
                    index,
                    new VeilingReader(
                            open.get(index),
                            leaf,
                            ArrowTypes.schema(leaf.fields()),
                            keys,
                            context.queryId() + "|" + context.split() + "|" + index,
                            context.allocator()));
        }
    }

    static void closeAll(List<ArrowReader> readers, Exception because) {
        for (ArrowReader reader : readers) {
            try {
                reader.close();
            } catch (IOException | RuntimeException e) {
                because.addSuppressed(e);
            }
        }
    }
}
