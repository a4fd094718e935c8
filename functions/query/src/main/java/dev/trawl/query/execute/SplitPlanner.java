package dev.trawl.query.execute;

import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.QueryLimits;
import dev.trawl.query.record.FragmentReport;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.TableSplits;
import java.util.List;
import java.util.Optional;

/// Decides which fragments run by splits: those over one table of files, where the files that are
/// left after pruning are worth several calls. Thread-safe.
final class SplitPlanner {
    private static final String KIND_WITH_SPLITS = "objects";

    private final SourceCalls sources;
    private final QueryLimits limits;

    SplitPlanner(SourceCalls sources, QueryLimits limits) {
        this.sources = sources;
        this.limits = limits;
    }

    FragmentCalls plan(Run run, Fragment fragment) {
        Optional<TableSplits> splits = TableSplits.of(fragment);
        int wanted = wanted(run, fragment);
        if (splits.isEmpty() || wanted == 1) {
            return FragmentCalls.whole(fragment);
        }
        List<SourceAnswer.Split> found = found(run, fragment, splits.get(), wanted);
        return found.size() == 1 || !isWorthIt(run, found)
                ? FragmentCalls.whole(fragment)
                : FragmentCalls.inSplits(
                        fragment,
                        splits.get(),
                        found.stream().map(SourceAnswer.Split::token).toList());
    }

    /// What may be told of a fragment that has run. Whether files are read in splits, and in how
    /// many, follows from all of their rows.
    static FragmentReport told(Run run, FragmentRun ran) {
        Fragment fragment = ran.calls().fragment();
        Optional<TableSplits> splits = TableSplits.of(fragment);
        if (splits.isEmpty()
                || !isOfFiles(run, fragment)
                || fragment.tables().stream().noneMatch(run.work()::hidesRows)) {
            return ran.report();
        }
        return splits.get().merge() instanceof Relation.Received
                        && splits.get().perSplit().equals(fragment.relation())
                ? ran.report().told(FragmentReport.Told.ROWS, ran.report().steps())
                : ran.report().told(FragmentReport.Told.NEITHER, ran.notes());
    }

    /// Whether who asks may know, while it runs, into how many splits a fragment was cut.
    static boolean maySplitsBeTold(Run run, Fragment fragment) {
        return fragment.tables().stream().noneMatch(run.work()::hidesRows);
    }

    /// Whether batches and parts of a fragment follow from rows that the caller sees. A source cuts
    /// the rows of each call by what its filters let pass; of files there may be several calls.
    static boolean isCutByShownRows(Run run, FragmentRun ran) {
        Fragment fragment = ran.calls().fragment();
        return fragment.tables().stream().noneMatch(run.work()::hidesRows)
                || !isOfFiles(run, fragment)
                        && fragment.tables().stream().noneMatch(run.work()::isLimited);
    }

    private static boolean isOfFiles(Run run, Fragment fragment) {
        CatalogSource source = run.catalog().sources().get(fragment.source());
        return source != null && source.kind().equals(KIND_WITH_SPLITS);
    }

    /// How many splits to ask for; a table whose size is not known may need all of them.
    private int wanted(Run run, Fragment fragment) {
        int splitsMax = run.work().options().splitsMax();
        if (!isOfFiles(run, fragment)) {
            return 1;
        }
        long rows =
                run.catalog()
                        .table(fragment.tables().getFirst())
                        .map(CatalogTable::rowCount)
                        .orElse(-1L);
        return rows < 0 || run.work().options().splitting() == Splitting.ALWAYS
                ? splitsMax
                : Math.toIntExact(Math.min(splitsMax, rows / limits.splitRowsMin() + 1));
    }

    private boolean isWorthIt(Run run, List<SourceAnswer.Split> splits) {
        return run.work().options().splitting() == Splitting.ALWAYS
                || splits.stream().mapToLong(SourceAnswer.Split::bytes).sum()
                        > limits.splitBytesMin().bytes();
    }

    private List<SourceAnswer.Split> found(
            Run run, Fragment fragment, TableSplits splits, int splitsMax) {
        SourceAnswer.Splits answer =
                run.grants()
                        .with(
                                fragment.source(),
                                grant ->
                                        sources.splits(
                                                run.function(fragment.source()),
                                                new SourceRequest.PlanSplits(
                                                        grant,
                                                        splits.perSplit(),
                                                        splitsMax,
                                                        run.watch().deadline()),
                                                run.watch()));
        if (answer.splits().size() > splitsMax) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "a table of source %s has more splits than allowed"
                            .formatted(fragment.source()));
        }
        return answer.splits();
    }
}
