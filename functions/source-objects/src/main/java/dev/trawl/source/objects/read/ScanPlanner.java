package dev.trawl.source.objects.read;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.objects.ObjectsSettings;
import dev.trawl.source.objects.prune.ColumnRange;
import dev.trawl.source.objects.prune.InLists;
import dev.trawl.source.objects.prune.Pruning;
import dev.trawl.source.objects.prune.ScanFilters;
import dev.trawl.source.objects.table.DataFile;
import dev.trawl.source.objects.table.Listing;
import dev.trawl.source.objects.table.SplitToken;
import dev.trawl.source.objects.table.TableLayout;
import dev.trawl.store.ObjectStore;
import java.util.List;
import java.util.Optional;

/// Finds the files of scans; what the folders' names exclude, or what is known of files, is left
/// out.
public final class ScanPlanner {
    private final ObjectStore store;
    private final ObjectsSettings settings;
    private final FileRanges ranges;

    /// Leaves files out by their folders alone.
    public ScanPlanner(ObjectStore store, ObjectsSettings settings) {
        this(store, settings, new FileRanges(0));
    }

    /// @param ranges by which files are left out, too
    public ScanPlanner(ObjectStore store, ObjectsSettings settings, FileRanges ranges) {
        this.store = store;
        this.settings = settings;
        this.ranges = ranges;
    }

    /// The scans of a relation from left to right.
    public List<ScanPlan> plan(Relation relation, ReadContext context) {
        List<ScanFilters> scans = ScanFilters.of(relation);
        if (context.split() != null && scans.size() != 1) {
            throw new TrawlException(
                    ErrorCode.INVALID_REQUEST, "a split belongs to a fragment over one table");
        }
        return scans.stream().map(s -> plan(s, context)).toList();
    }

    private ScanPlan plan(ScanFilters filters, ReadContext context) {
        Relation.Scan scan = filters.scan();
        TableLayout layout = TableLayout.of(context.tables().apply(scan.table()));
        InLists lists = InLists.of(filters.predicates());
        List<ScanPlan.Candidate> files =
                candidates(scan, layout, context).stream()
                        .filter(c -> mayMatch(filters, lists, layout, c.file()))
                        .toList();
        ScanPlan plan = new ScanPlan(scan, layout, filters.predicates(), lists, files);
        return plan.of(files.stream().filter(c -> ranges.mayMatch(plan, c.file())).toList());
    }

    private List<ScanPlan.Candidate> candidates(
            Relation.Scan scan, TableLayout layout, ReadContext context) {
        String split = context.split();
        if (split == null) {
            return Listing.load(store, layout, settings.filesMax()).stream()
                    .map(f -> new ScanPlan.Candidate(f, List.of()))
                    .toList();
        }
        return SplitToken.parse(split, scan.table(), layout).pieces().stream()
                .map(p -> new ScanPlan.Candidate(Listing.file(p.object(), layout), p.rowGroups()))
                .toList();
    }

    private static boolean mayMatch(
            ScanFilters filters, InLists lists, TableLayout layout, DataFile file) {
        return new Pruning(lists, i -> range(filters.scan().fields().get(i), layout, file))
                .mayMatch(filters.predicates());
    }

    private static ColumnRange range(Field field, TableLayout layout, DataFile file) {
        Optional<Integer> partition = layout.partition(field.name());
        return partition.isEmpty()
                ? ColumnRange.UNKNOWN
                : ColumnRange.constant(file.partitions().get(partition.get()));
    }

    /// As {@link #range} with statistics of a row group for columns that are in the file.
    static ColumnRange range(
            ScanPlan plan,
            int column,
            DataFile file,
            java.util.function.Function<Field, ColumnRange> statistics) {
        Field field = plan.scan().fields().get(column);
        return plan.layout().partition(field.name()).isPresent()
                ? range(field, plan.layout(), file)
                : statistics.apply(field);
    }
}
