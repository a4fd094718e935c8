package dev.trawl.source.veil;

import dev.trawl.plan.Field;
import dev.trawl.source.govern.Carried;
import dev.trawl.source.govern.Leaf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// Governed rows of a leaf: clear columns pass untouched, veiled ones are computed batch by batch.
///
/// Owns the reader below and closes it.
public final class VeilingReader extends ArrowReader {
    private final ArrowReader input;
    private final List<Carried> columns;
    private final List<List<VeilFunction>> functions;
    private final Schema schema;

    /// @param schema of the leaf's governed fields
    /// @param seed of random texts; another for every reading of a query
    public VeilingReader(
            ArrowReader input,
            Leaf leaf,
            Schema schema,
            PseudonymKeys keys,
            String seed,
            BufferAllocator allocator) {
        super(allocator);
        this.input = input;
        this.columns = leaf.columns();
        this.schema = schema;
        List<Field> carriers = leaf.carriers();
        this.functions =
                IntStream.range(0, columns.size())
                        .mapToObj(i -> functions(columns.get(i), carriers, keys, seed + "|" + i))
                        .toList();
    }

    private static List<VeilFunction> functions(
            Carried column, List<Field> carriers, PseudonymKeys keys, String seed) {
        return switch (column) {
            case Carried.Clear _ -> List.of();
            case Carried.Veiled veiled -> {
                RandomText texts = new RandomText(seed);
                yield veiled.veils().stream()
                        .map(v ->
                                VeilFunction.of(
                                        v.mask(), carriers.get(v.channel()).type(), keys, texts))
                        .toList();
            }
        };
    }

    @Override
    public boolean loadNextBatch() throws IOException {
        prepareLoadNextBatch();
        if (!input.loadNextBatch()) {
            return false;
        }
        VectorSchemaRoot from = input.getVectorSchemaRoot();
        VectorSchemaRoot to = getVectorSchemaRoot();
        int rows = from.getRowCount();
        for (int i = 0; i < columns.size(); i++) {
            FieldVector target = to.getVector(i);
            switch (columns.get(i)) {
                case Carried.Clear(int index, var _) ->
                        from.getVector(index).makeTransferPair(target).transfer();
                case Carried.Veiled veiled ->
                        veil(from, veiled, functions.get(i), (VarCharVector) target, rows);
            }
        }
        to.setRowCount(rows);
        return true;
    }

    private static void veil(
            VectorSchemaRoot from,
            Carried.Veiled veiled,
            List<VeilFunction> functions,
            VarCharVector target,
            int rows) {
        List<FieldVector> channels = new ArrayList<>();
        veiled.veils().forEach(v -> channels.add(from.getVector(v.channel())));
        Integer otherwise = veiled.otherwise();
        @Nullable VarCharVector rest =
                otherwise == null ? null : (VarCharVector) from.getVector(otherwise);
        target.allocateNew();
        for (int row = 0; row < rows; row++) {
            byte @Nullable [] value = value(channels, functions, rest, row);
            if (value == null) {
                target.setNull(row);
            } else {
                target.setSafe(row, value);
            }
        }
        target.setValueCount(rows);
    }

    private static byte @Nullable [] value(
            List<FieldVector> channels,
            List<VeilFunction> functions,
            @Nullable VarCharVector rest,
            int row) {
        for (int i = 0; i < channels.size(); i++) {
            if (!channels.get(i).isNull(row)) {
                return functions.get(i).apply(channels.get(i), row);
            }
        }
        return rest == null || rest.isNull(row) ? null : rest.get(row);
    }

    @Override
    public long bytesRead() {
        return input.bytesRead();
    }

    @Override
    protected void closeReadSource() throws IOException {
        input.close();
    }

    @Override
    protected Schema readSchema() {
        return schema;
    }
}
