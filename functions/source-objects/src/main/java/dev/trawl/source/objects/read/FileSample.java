package dev.trawl.source.objects.read;

import dev.trawl.plan.Relation;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.objects.ObjectsSettings;
import dev.trawl.source.objects.csv.TextHead;
import dev.trawl.source.objects.parquet.Footer;
import dev.trawl.source.objects.parquet.Footers;
import dev.trawl.source.objects.table.SplitToken;
import dev.trawl.source.objects.table.TableLayout;
import dev.trawl.store.ObjectStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/// Chooses files of a table, of Parquet files row groups, from the first to the last at equal
/// distances, as many as fit the scratch budget; one at least.
public final class FileSample {
    private static final int FILES_MAX = 64;
    private static final int UNITS_MAX = 64;

    /// Files whose beginnings are read to know how long a row is.
    private static final int HEADS_MAX = 4;

    /// Of lines that are longer in the beginning than later, few are not looked at.
    private static final double ROOM = 1.25;

    private final ObjectStore store;
    private final ObjectsSettings settings;
    private final Footers footers;

    public FileSample(ObjectStore store, ObjectsSettings settings, Footers footers) {
        this.store = store;
        this.settings = settings;
        this.footers = footers;
    }

    /// What is read whole or not at all: a text file or a row group.
    private record Unit(
            ObjectStore.ObjectInfo object, List<Integer> groups, long bytes, long rows) {}

    /// @param relation over one table
    public Optional<Sample> plan(Relation relation, ReadContext context) {
        ScanPlan scan = new ScanPlanner(store, settings).plan(relation, context).getFirst();
        List<ScanPlan.Candidate> files = spread(scan.files(), FILES_MAX);
        if (files.isEmpty()) {
            return Optional.empty();
        }
        List<Unit> units =
                scan.layout().format() == TableLayout.Format.PARQUET
                        ? groups(files, context)
                        : texts(files, context);
        if (units.isEmpty()) {
            return Optional.empty();
        }
        List<Unit> chosen = fitting(units);
        long share = Math.ceilDiv(scan.files().size(), files.size());
        return Optional.of(
                new Sample(
                        new SplitToken(scan.scan().table(), pieces(chosen)).text(),
                        rows(chosen),
                        rows(units) * share));
    }

    private List<Unit> groups(List<ScanPlan.Candidate> files, ReadContext context) {
        List<Callable<List<Unit>>> work =
                files.stream().<Callable<List<Unit>>>map(f -> () -> groups(f)).toList();
        return new SideBySide(settings.connections(), context)
                .results(work).stream().flatMap(List::stream).toList();
    }

    private List<Unit> groups(ScanPlan.Candidate file) {
        Footer footer = footers.load(file.file());
        return IntStream.range(0, footer.rowGroups())
                .mapToObj(g ->
                        new Unit(
                                file.file().object(),
                                List.of(g),
                                footer.bytesOf(g),
                                footer.rowsOf(g)))
                .toList();
    }

    private List<Unit> texts(List<ScanPlan.Candidate> files, ReadContext context) {
        List<Callable<TextHead>> work =
                spread(files, HEADS_MAX).stream()
                        .<Callable<TextHead>>map(f -> () -> TextHead.load(store, f.file().object()))
                        .toList();
        List<TextHead> heads = new SideBySide(settings.connections(), context).results(work);
        double lines = heads.stream().mapToLong(TextHead::lines).sum();
        long bytes = heads.stream().mapToLong(TextHead::bytes).sum();
        double density = ROOM * lines / Math.max(1, bytes);
        return files.stream()
                .map(f -> f.file().object())
                .map(o -> new Unit(o, List.of(), o.size(), Math.round(o.size() * density)))
                .toList();
    }

    private List<Unit> fitting(List<Unit> units) {
        int count = Math.min(UNITS_MAX, units.size());
        List<Unit> chosen = spread(units, count);
        while (count > 1 && bytes(chosen) > settings.groupBytesMax()) {
            count = Math.max(1, Math.min(count - 1, fitting(count, chosen)));
            chosen = spread(units, count);
        }
        return chosen;
    }

    private int fitting(int count, List<Unit> chosen) {
        return (int) (count * settings.groupBytesMax() / bytes(chosen));
    }

    /// The middle ones of equal ranges.
    private static <T> List<T> spread(List<T> all, int max) {
        int count = Math.min(max, all.size());
        return IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((2L * i + 1) * all.size() / (2L * count))))
                .toList();
    }

    /// Row groups of one file are one piece.
    private static List<SplitToken.Piece> pieces(List<Unit> units) {
        Map<ObjectStore.ObjectInfo, List<Integer>> files = new LinkedHashMap<>();
        for (Unit unit : units) {
            files.computeIfAbsent(unit.object(), _ -> new ArrayList<>()).addAll(unit.groups());
        }
        return files.entrySet().stream()
                .map(e -> new SplitToken.Piece(e.getKey(), e.getValue()))
                .toList();
    }

    private static long bytes(List<Unit> units) {
        return units.stream().mapToLong(Unit::bytes).sum();
    }

    private static long rows(List<Unit> units) {
        return units.stream().mapToLong(Unit::rows).sum();
    }
}
