package dev.trawl.catalog;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a change costs where there are many datasets: writing it, and reading it elsewhere. Not a
/// test; run by hand, with how many datasets there are.
final class SnapshotTimes {
    private static final int CHANGES = 40;

    private SnapshotTimes() {}

    public static void main(String[] arguments) {
        int datasets = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        Catalog catalog = new Catalog();
        catalog.apply(Catalog.SOURCE);
        long start = System.nanoTime();
        for (int i = 0; i < datasets; i += 1_000) {
            catalog.apply(
                    IntStream.range(i, i + 1_000)
                            .mapToObj(d -> dataset(d, "first"))
                            .collect(Collectors.joining("\n---\n")));
        }
        System.out.printf("%d datasets applied in %d ms%n", datasets, millis(start));
        StoredSnapshots reader =
                new StoredSnapshots(catalog.items, catalog.state, Duration.ZERO, Catalog.CLOCK);
        start = System.nanoTime();
        reader.current();
        System.out.printf("read at first in %d ms%n", millis(start));
        long[] writes = new long[CHANGES];
        long[] reads = new long[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            List<Change> change = Catalog.puts(dataset(i * 7, "again" + i));
            start = System.nanoTime();
            catalog.service.apply(change, Catalog.AUTHOR, Catalog.POLICIES);
            writes[i] = millis(start);
            start = System.nanoTime();
            reader.current();
            reads[i] = millis(start);
        }
        System.out.printf("a change: applied in %s ms, read in %s ms%n", told(writes), told(reads));
    }

    private static String dataset(int number, String column) {
        return "{kind: Dataset, name: d%d, owner: somebody, description: some words about it, spec: {source: crm, columns: [%s]}}"
                .formatted(
                        number,
                        IntStream.range(0, 20)
                                .mapToObj(c ->
                                        "{name: %s%d, type: varchar, tags: [pii.name], description: what the column holds}"
                                                .formatted(column, c))
                                .collect(Collectors.joining(", ")));
    }

    private static long millis(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static String told(long[] millis) {
        Arrays.sort(millis);
        return "%d (median; %d to %d)"
                .formatted(millis[CHANGES / 2], millis[0], millis[CHANGES - 1]);
    }
}
