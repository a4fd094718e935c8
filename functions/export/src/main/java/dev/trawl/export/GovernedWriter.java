package dev.trawl.export;

import dev.trawl.arrow.Allocators;
import dev.trawl.lambda.JobQueries;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Runs the query as the declared principal and writes its result as files.
final class GovernedWriter implements ResultWriter {
    private final Jobs jobs;
    private final QueryClient queries;
    private final Progress progress;
    private final WriteLimits limits;
    private final Clock clock;

    GovernedWriter(
            Jobs jobs, QueryClient queries, Progress progress, WriteLimits limits, Clock clock) {
        this.jobs = jobs;
        this.queries = queries;
        this.progress = progress;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Manifest write(Run run, ObjectStore target, Instant deadline) {
        Jobs.Permitted permitted = jobs.job(run);
        JobQueries.Job job = permitted.job();
        Progress.Teller teller = progress.of(run);
        teller.asks();
        QueryClient.Answer answer = queries.run(RunTimes.query(run), job, deadline, teller);
        teller.expects(answer.rows());
        try {
            Path folder = Files.createTempDirectory("export");
            try (Allocators memory = new Allocators(limits.arrowBytes())) {
                RunFiles.Written written =
                        new RunFiles(run, target, folder, memory, deadline, clock, limits, teller)
                                .write(answer.parts());
                return new Manifest(
                        job.queryId(),
                        List.copyOf(answer.datasets()),
                        written.fields(),
                        written.parts(),
                        answer.lineage(),
                        answer.governed().under(permitted.policyEpoch(), permitted.policyHash()));
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("scratch space failed", e);
        }
    }

    /// Deletes a folder with all that is in it.
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
