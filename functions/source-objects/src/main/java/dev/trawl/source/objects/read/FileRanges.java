package dev.trawl.source.objects.read;

import dev.trawl.plan.Field;
import dev.trawl.source.objects.parquet.Footer;
import dev.trawl.source.objects.prune.ColumnRange;
import dev.trawl.source.objects.prune.Pruning;
import dev.trawl.source.objects.prune.RangeUnion;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.TableLayout;
import dev.trawl.store.ObjectStore;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Bounds of the columns of whole Parquet files, so that files that cannot matter are left out
/// without their footers, which take many times the memory: kept by key, entity tag and size of the
/// object, those least recently used given up first. Thread-safe.
///
/// A file is known as far as its footer was read before: to have the columns of a scan, in types
/// that can be read as the scan's. One that is known to lack them is never kept, so that it is told
/// each time.
public final class FileRanges {
    private static final long FILE_MEMORY = 400;
    private static final long COLUMN_MEMORY = 160;

    /// Longer bounds are not worth their memory.
    private static final int CHARACTERS_MAX = 64;

    private final long bytesMax;
    private final SequencedMap<ObjectStore.ObjectInfo, Map<Field, ColumnRange>> kept =
            new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// @param bytesMax of all, about; 0 to keep none
    public FileRanges(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /// Whether some row of the file may matter for the scan; yes where that is not known.
    boolean mayMatch(ScanPlan plan, DataFile file) {
        if (plan.layout().format() != TableLayout.Format.PARQUET || plan.predicates().isEmpty()) {
            return true;
        }
        Map<Field, ColumnRange> known = find(file.object());
        if (known == null || !fields(plan).stream().allMatch(known::containsKey)) {
            return true;
        }
        return new Pruning(
                        plan.lists(),
                        i ->
                                ScanPlanner.range(
                                        plan,
                                        i,
                                        file,
                                        f -> known.getOrDefault(f, ColumnRange.UNKNOWN)))
                .mayMatch(plan.predicates());
    }

    /// Keeps what a footer says of the scan's columns, all of which the file has.
    void keep(ScanPlan plan, DataFile file, Footer footer) {
        Map<Field, ColumnRange> before = find(file.object());
        Map<Field, ColumnRange> now = new HashMap<>(before == null ? Map.of() : before);
        for (Field field : fields(plan)) {
            now.computeIfAbsent(field, f -> bounded(union(footer, f)));
        }
        if (before == null || now.size() > before.size()) {
            put(file.object(), Map.copyOf(now));
        }
    }

    /// Those that are in the files.
    private static List<Field> fields(ScanPlan plan) {
        return plan.scan().fields().stream()
                .filter(f -> plan.layout().partition(f.name()).isEmpty())
                .toList();
    }

    private static ColumnRange union(Footer footer, Field field) {
        RangeUnion union = new RangeUnion();
        for (int group = 0; group < footer.rowGroups(); group++) {
            if (footer.rowsOf(group) > 0) {
                union.add(footer.range(group, field.name(), field.type()));
            }
        }
        return union.range();
    }

    private static ColumnRange bounded(ColumnRange range) {
        return new ColumnRange(shortOnly(range.min()), shortOnly(range.max()), range.nulls());
    }

    private static @Nullable Object shortOnly(@Nullable Object bound) {
        return bound instanceof String text && text.length() > CHARACTERS_MAX ? null : bound;
    }

    private synchronized @Nullable Map<Field, ColumnRange> find(ObjectStore.ObjectInfo object) {
        return kept.get(object);
    }

    private synchronized void put(ObjectStore.ObjectInfo object, Map<Field, ColumnRange> ranges) {
        if (memory(ranges) > bytesMax) {
            return;
        }
        Map<Field, ColumnRange> before = kept.put(object, ranges);
        bytes += memory(ranges) - (before == null ? 0 : memory(before));
        while (bytes > bytesMax) {
            bytes -= memory(kept.pollFirstEntry().getValue());
        }
    }

    private static long memory(Map<Field, ColumnRange> ranges) {
        return FILE_MEMORY + ranges.size() * COLUMN_MEMORY;
    }
}
