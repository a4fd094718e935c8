package dev.trawl.source.objects.read;

import dev.trawl.engine.EngineContext;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.engine.Workspace;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.ReadContext;
import dev.trawl.source.objects.ObjectsSettings;
import dev.trawl.source.objects.parquet.Footers;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Evaluates a relation over the files of its tables. Thread-safe.
///
/// What is needed of the files is fetched at once if it fits the scratch budget; else group by
/// group, each scan's filters and projections applied to one group before the next is fetched.
public final class FileReading {
    private final ObjectStore store;
    private final ObjectsSettings settings;
    private final LocalEvaluator evaluator;
    private final Footers footers;
    private final FileRanges ranges;
    private final Chunks chunks;

    public FileReading(
            ObjectStore store,
            ObjectsSettings settings,
            LocalEvaluator evaluator,
            Footers footers,
            FileRanges ranges) {
        this.footers = footers;
        this.ranges = ranges;
        this.chunks = new Chunks(settings.caches().chunkBytes());
        this.store = store;
        this.settings = settings;
        this.evaluator = evaluator;
    }

    public ArrowReader read(Relation relation, ReadContext context) {
        List<ScanPlan> scans = new ScanPlanner(store, settings, ranges).plan(relation, context);
        EngineContext engine =
                new EngineContext(
                        context.scratch(),
                        context.allocator(),
                        context.deadline(),
                        context.cancellation()::isRequested);
        try (Workspace workspace = evaluator.openKept(engine)) {
            return read(relation, scans, workspace, context);
        }
    }

    private ArrowReader read(
            Relation relation, List<ScanPlan> scans, Workspace workspace, ReadContext context) {
        List<List<Part>> parts = new ArrayList<>();
        for (ScanPlan scan : scans) {
            parts.add(parts(scan, workspace.folder(), context));
        }
        checkBytes(parts);
        List<Part> all = parts.stream().flatMap(List::stream).toList();
        try {
            return Groups.of(all, settings.groupBytesMax()).size() <= 1
                    ? atOnce(relation, scans, parts, workspace, context)
                    : inGroups(relation, scans, parts, workspace, context);
        } catch (TrawlException e) {
            throw e.code() == ErrorCode.SOURCE_DATA_INVALID ? named(e, all) : e;
        }
    }

    /// The error with the key of the file that the evaluator knows by its scratch name, if it could
    /// tell at all.
    private static TrawlException named(TrawlException error, List<Part> parts) {
        for (Part part : parts) {
            boolean isIt =
                    switch (part) {
                        case Part.Parquet p -> error.text().contains("'" + p.path().getFileName());
                        case Part.Csv c -> error.text().contains("'" + c.path().getFileName());
                        case Part.Count _ -> false;
                    };
            if (isIt
                    || parts.size() == 1
                            && !error.text().startsWith("file '" + part.file().key())) {
                return part.file()
                        .invalid(
                                "cannot be read: it is damaged, or a value is not of its column's"
                                        + " type");
            }
        }
        return error;
    }

    private ArrowReader atOnce(
            Relation relation,
            List<ScanPlan> scans,
            List<List<Part>> parts,
            Workspace workspace,
            ReadContext context) {
        List<Part> all = parts.stream().flatMap(List::stream).toList();
        new Fetch(store, settings, context, chunks).all(all);
        NarrowSums sums = new NarrowSums(scan -> Digits.of(parts.get(Chains.number(scan))));
        ArrowReader answer =
                workspace.evaluate(
                        sums.apply(Chains.named(relation)),
                        scan -> {
                            int number = Chains.number(scan);
                            return new ScanSql(scans.get(number)).from(parts.get(number));
                        });
        delete(all);
        return answer;
    }

    private ArrowReader inGroups(
            Relation relation,
            List<ScanPlan> scans,
            List<List<Part>> parts,
            Workspace workspace,
            ReadContext context) {
        Chains chains = Chains.of(Chains.named(relation));
        Fetch fetch = new Fetch(store, settings, context, chunks);
        for (int i = 0; i < chains.chains().size(); i++) {
            ScanSql sql = new ScanSql(scans.get(i));
            List<List<Part>> groups = Groups.of(parts.get(i), settings.groupBytesMax());
            for (List<Part> group : groups.isEmpty() ? List.of(List.<Part>of()) : groups) {
                fetch.all(group);
                workspace.append(i, chains.chains().get(i), _ -> sql.from(group));
                delete(group);
            }
        }
        return workspace.evaluate(
                chains.rest(),
                scan -> {
                    throw new IllegalArgumentException("a scan is left: " + scan.table());
                });
    }

    private List<Part> parts(ScanPlan scan, Path folder, ReadContext context) {
        PartPlanner planner = new PartPlanner(footers, ranges, folder(context, folder));
        List<Callable<Optional<Part>>> work = new ArrayList<>();
        for (int i = 0; i < scan.files().size(); i++) {
            int number = i;
            work.add(() -> planner.plan(scan, scan.files().get(number), number));
        }
        return new SideBySide(settings.connections(), context)
                .results(work).stream().flatMap(Optional::stream).toList();
    }

    private void checkBytes(List<List<Part>> parts) {
        long total = 0;
        for (List<Part> list : parts) {
            for (Part part : list) {
                total += part.bytes();
                if (part.bytes() > settings.fileBytesMax()) {
                    throw new TrawlException(
                            ErrorCode.BYTES_LIMIT_EXCEEDED,
                            "the query needs too much of one file; select fewer columns, or raise"
                                    + " TRAWL_FILE_BYTES_MAX");
                }
            }
        }
        if (total > settings.fetchBytesMax()) {
            throw new TrawlException(
                    ErrorCode.BYTES_LIMIT_EXCEEDED,
                    "the query reads too many bytes of files; filter on partitions, select fewer"
                            + " columns, or raise TRAWL_FETCH_BYTES_MAX");
        }
    }

    /// A folder for each scan, so that names do not meet.
    private static Path folder(ReadContext context, Path folder) {
        try {
            return Files.createTempDirectory(folder, "scan-");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the scratch folder of query %s cannot be written".formatted(context.queryId()),
                    e);
        }
    }

    private static void delete(List<Part> parts) {
        try {
            for (Part part : parts) {
                switch (part) {
                    case Part.Parquet p -> Files.deleteIfExists(p.path());
                    case Part.Csv c -> Files.deleteIfExists(c.path());
                    case Part.Count _ -> {}
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a scratch file cannot be removed", e);
        }
    }
}
