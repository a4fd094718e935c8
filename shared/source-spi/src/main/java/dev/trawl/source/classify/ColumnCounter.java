package dev.trawl.source.classify;

import dev.trawl.arrow.ArrowValues;
import dev.trawl.plan.Field;
import dev.trawl.plan.Type;
import dev.trawl.protocol.SourceAnswer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;

/// Counts one column, and keeps a bounded sample of its values until it is told what they are.
final class ColumnCounter {
    static final int SAMPLE_MAX = 1_000;
    private static final int CHARACTERS_MAX = 400;

    private final Field field;
    private final DistinctCount distinct = new DistinctCount();
    private final List<String> sample = new ArrayList<>();
    private final SplittableRandom random;
    private long values;
    private long nulls;
    private long bytes;

    ColumnCounter(Field field) {
        this.field = field;
        this.random = new SplittableRandom(field.name().hashCode());
    }

    /// @param rows by number
    void add(FieldVector vector, int[] rows) {
        for (int row : rows) {
            if (vector.isNull(row)) {
                nulls++;
                continue;
            }
            values++;
            bytes += width(vector, row);
            distinct.add(hash(vector, row));
            keep(vector, row);
        }
    }

    SourceAnswer.ColumnProfile profile() {
        List<String> different = List.copyOf(new LinkedHashSet<>(sample));
        Optional<Classifier.Finding> finding =
                Classifier.classify(field.name(), field.type(), different);
        return new SourceAnswer.ColumnProfile(
                field.name(),
                nulls,
                Math.min(values, distinct.estimate()),
                values == 0 ? 0 : Math.toIntExact(Math.min(Integer.MAX_VALUE, bytes / values)),
                finding.map(Classifier.Finding::kind).orElse(null),
                finding.map(Classifier.Finding::confidence).orElse(0),
                different.size(),
                finding.map(Classifier.Finding::matched).orElse(0));
    }

    /// Each value has the same chance to be in the sample, however many there are.
    private void keep(FieldVector vector, int row) {
        if (!isSampled(field.type())) {
            return;
        }
        if (sample.size() < SAMPLE_MAX) {
            sample.add(text(vector, row));
            return;
        }
        long place = random.nextLong(values);
        if (place < SAMPLE_MAX) {
            sample.set((int) place, text(vector, row));
        }
    }

    private static boolean isSampled(Type type) {
        return switch (type) {
            case Type.Decimal(int _, int scale) -> scale == 0;
            case Type.Array _, Type.Mapping _, Type.Row _ -> false;
            case Type.Simple simple ->
                    switch (simple) {
                        case VARCHAR, JSON, BIGINT, INTEGER -> true;
                        case BOOLEAN,
                                TINYINT,
                                SMALLINT,
                                REAL,
                                DOUBLE,
                                VARBINARY,
                                DATE,
                                TIME,
                                TIMESTAMP,
                                TIMESTAMP_TZ,
                                UUID ->
                                false;
                    };
        };
    }

    private String text(FieldVector vector, int row) {
        String text =
                vector instanceof VarCharVector texts
                        ? new String(texts.get(row), StandardCharsets.UTF_8)
                        : String.valueOf(ArrowValues.value(vector, row, field.type()));
        return text.substring(0, Math.min(CHARACTERS_MAX, text.length())).strip();
    }

    private static int width(FieldVector vector, int row) {
        return vector instanceof BaseVariableWidthVector texts
                ? texts.getValueLength(row)
                : vector instanceof org.apache.arrow.vector.BaseFixedWidthVector fixed
                        ? Math.max(1, fixed.getTypeWidth())
                        : Long.BYTES;
    }

    private long hash(FieldVector vector, int row) {
        return vector instanceof BaseVariableWidthVector texts
                ? bytesHash(texts, row)
                : Objects.hashCode(ArrowValues.value(vector, row, field.type())) * 0x9E3779B1L;
    }

    private static long bytesHash(BaseVariableWidthVector vector, int row) {
        int start = vector.getStartOffset(row);
        int length = vector.getValueLength(row);
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ vector.getDataBuffer().getByte(start + (long) i)) * 0x100000001b3L;
        }
        return hash;
    }
}
