package dev.trawl.source.objects;

import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Capabilities;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.Source;
import dev.trawl.source.objects.discover.Discovery;
import dev.trawl.source.objects.parquet.Footers;
import dev.trawl.source.objects.read.FileRanges;
import dev.trawl.source.objects.read.FileReading;
import dev.trawl.source.objects.read.FileSample;
import dev.trawl.source.objects.read.FileSplits;
import dev.trawl.source.objects.read.ScanPlan;
import dev.trawl.source.objects.read.ScanPlanner;
import dev.trawl.store.ObjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;

/// Tables of Parquet and CSV files in one bucket. Its own engine is DuckDB over what was fetched,
/// so it evaluates everything that the local evaluator does. Thread-safe.
public final class ObjectsSource implements Source {
    private static final Capabilities CAPABILITIES = new DuckDbCapabilities();

    /// Of the memory for footers, one part is for what is known of whole files.
    private static final int RANGES_PART = 3;

    private final ObjectStore store;
    private final ObjectsSettings settings;
    private final Footers footers;
    private final FileReading reading;

    /// @param store the bucket of the data
    public ObjectsSource(ObjectStore store, ObjectsSettings settings, LocalEvaluator evaluator) {
        this.store = store;
        this.settings = settings;
        long ofRanges = settings.caches().footerBytes() / RANGES_PART;
        this.footers =
                new Footers(
                        store,
                        settings.footerBytesMax(),
                        settings.caches().footerBytes() - ofRanges);
        this.reading =
                new FileReading(store, settings, evaluator, footers, new FileRanges(ofRanges));
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public ArrowReader read(Relation relation, ReadContext context) {
        return reading.read(relation, context);
    }

    @Override
    public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
        return new FileSplits(store, settings, footers).plan(relation, max, context);
    }

    @Override
    public Optional<Sample> sample(Relation relation, long rowsMax, ReadContext context) {
        return new FileSample(store, settings, footers).plan(relation, context);
    }

    @Override
    public List<String> explain(Relation relation, ReadContext context) {
        List<String> steps = new ArrayList<>();
        for (ScanPlan scan : new ScanPlanner(store, settings).plan(relation, context)) {
            steps.add(
                    "read %d files under '%s', columns %s"
                            .formatted(
                                    scan.files().size(),
                                    scan.layout().prefix(),
                                    scan.scan().fields().stream().map(f -> f.name()).toList()));
        }
        PlanPrinter.print(relation).lines().forEach(steps::add);
        return List.copyOf(steps);
    }

    @Override
    public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
        return new Discovery(store, footers).tables(deadline);
    }

    @Override
    public void close() {
        // The store belongs to the function and lives as long as it.
    }
}
