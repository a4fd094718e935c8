package dev.trawl.source.fuzz;

import dev.trawl.arrow.ArrowRows;
import dev.trawl.plan.Relation;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.ReadContext;
import dev.trawl.testkit.reference.ReferenceEvaluator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// The reference evaluator in the place of DuckDB: for what stands around it a hundred times as
/// many cases in the same time.
final class ReferenceEvaluation implements LocalEvaluation {
    @Override
    public ArrowReader evaluate(
            Relation relation, List<ArrowReader> received, ReadContext context) {
        List<List<List<@Nullable Object>>> rows = new ArrayList<>();
        for (ArrowReader reader : received) {
            try (reader) {
                rows.add(ArrowRows.toRows(reader));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        List<List<@Nullable Object>> answer =
                new ReferenceEvaluator(leaf -> rows.get(((Relation.Received) leaf).fragment()))
                        .rows(relation);
        return ArrowRows.reader(relation.fields(), answer, 4_096, context.allocator());
    }
}
