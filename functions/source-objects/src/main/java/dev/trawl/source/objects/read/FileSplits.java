package dev.trawl.source.objects.read;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.ReadContext;
import dev.trawl.source.objects.ObjectsSettings;
import dev.trawl.source.objects.parquet.Footer;
import dev.trawl.source.objects.parquet.Footers;
import dev.trawl.source.objects.table.SplitToken;
import dev.trawl.source.objects.table.TableLayout;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;

/// Cuts the files of one table into splits of about equal size; files much larger than a split by
/// their row groups. How many there are does not follow from what this process happens to know.
public final class FileSplits {
    private final ObjectStore store;
    private final ObjectsSettings settings;
    private final Footers footers;

    public FileSplits(ObjectStore store, ObjectsSettings settings, Footers footers) {
        this.footers = footers;
        this.store = store;
        this.settings = settings;
    }

    /// @param relation over one table
    /// @param max at least 1
    public SourceAnswer.Splits plan(Relation relation, int max, ReadContext context) {
        ScanPlan scan = new ScanPlanner(store, settings).plan(relation, context).getFirst();
        long total = scan.files().stream().mapToLong(f -> f.file().object().size()).sum();
        long target = Math.max(1, total / max);
        List<Callable<List<Unit>>> work =
                scan.files().stream()
                        .<Callable<List<Unit>>>map(f -> () -> units(scan, f, target))
                        .toList();
        List<Unit> units =
                new SideBySide(settings.connections(), context)
                        .results(work).stream().flatMap(List::stream).toList();
        return new SourceAnswer.Splits(
                bins(units, max).stream().map(b -> split(scan, b)).toList(), snapshot(scan));
    }

    /// What goes into one split whole.
    private record Unit(SplitToken.Piece piece, long bytes) {}

    private List<Unit> units(ScanPlan scan, ScanPlan.Candidate candidate, long target) {
        ObjectStore.ObjectInfo object = candidate.file().object();
        if (scan.layout().format() != TableLayout.Format.PARQUET || object.size() <= 2 * target) {
            return List.of(new Unit(new SplitToken.Piece(object, List.of()), object.size()));
        }
        Footer footer = footers.load(candidate.file());
        List<Unit> units = new ArrayList<>();
        List<Integer> groups = new ArrayList<>();
        long bytes = 0;
        for (int group = 0; group < footer.rowGroups(); group++) {
            if (!groups.isEmpty() && bytes + footer.bytesOf(group) > target) {
                units.add(new Unit(new SplitToken.Piece(object, groups), bytes));
                groups.clear();
                bytes = 0;
            }
            groups.add(group);
            bytes += footer.bytesOf(group);
        }
        if (!groups.isEmpty()) {
            units.add(new Unit(new SplitToken.Piece(object, groups), bytes));
        }
        return units;
    }

    /// The largest first, each to the split that has least.
    private static List<List<Unit>> bins(List<Unit> units, int max) {
        int count = Math.max(1, Math.min(max, units.size()));
        List<List<Unit>> bins = new ArrayList<>();
        long[] bytes = new long[count];
        for (int i = 0; i < count; i++) {
            bins.add(new ArrayList<>());
        }
        for (Unit unit :
                units.stream().sorted(Comparator.comparingLong(Unit::bytes).reversed()).toList()) {
            int least = 0;
            for (int i = 1; i < count; i++) {
                least = bytes[i] < bytes[least] ? i : least;
            }
            bins.get(least).add(unit);
            bytes[least] += unit.bytes();
        }
        return bins;
    }

    private static SourceAnswer.Split split(ScanPlan scan, List<Unit> units) {
        SplitToken token =
                new SplitToken(scan.scan().table(), units.stream().map(Unit::piece).toList());
        return new SourceAnswer.Split(token.text(), units.stream().mapToLong(Unit::bytes).sum());
    }

    private static String snapshot(ScanPlan scan) {
        StringBuilder text = new StringBuilder();
        scan.files()
                .forEach(f ->
                        text.append(f.file().key())
                                .append('\n')
                                .append(f.file().object().etag())
                                .append('\n'));
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
