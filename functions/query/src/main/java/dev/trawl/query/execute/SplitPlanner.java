package dev.trawl.query.execute;

import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.split.Fragment;
import dev.trawl.query.split.TableSplits;
import java.util.List;
import java.util.Optional;

/// Decides which fragments run by splits: those over one table of files that is not known to be
/// small. Thread-safe.
final class SplitPlanner {
    private static final String KIND_WITH_SPLITS = "objects";

    private final SourceCalls sources;
    private final long rowsMin;

    /// @param rowsMin tables known to have fewer rows are read whole
    SplitPlanner(SourceCalls sources, long rowsMin) {
        this.sources = sources;
        this.rowsMin = rowsMin;
    }

    FragmentCalls plan(Run run, Fragment fragment) {
        Optional<TableSplits> splits = TableSplits.of(fragment);
        if (splits.isEmpty() || !isWorthSplitting(run, fragment)) {
            return FragmentCalls.whole(fragment);
        }
        List<String> tokens = tokens(run, fragment, splits.get());
        return tokens.size() == 1
                ? FragmentCalls.whole(fragment)
                : FragmentCalls.inSplits(fragment, splits.get(), tokens);
    }

    private List<String> tokens(Run run, Fragment fragment, TableSplits splits) {
        int splitsMax = run.work().options().splitsMax();
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
        List<String> tokens = answer.splits().stream().map(SourceAnswer.Split::token).toList();
        if (tokens.size() > splitsMax) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "a table of source %s has more splits than allowed"
                            .formatted(fragment.source()));
        }
        return tokens;
    }

    private boolean isWorthSplitting(Run run, Fragment fragment) {
        CatalogSource source = run.catalog().sources().get(fragment.source());
        if (source == null
                || !source.kind().equals(KIND_WITH_SPLITS)
                || run.work().options().splitsMax() == 1) {
            return false;
        }
        long rows =
                run.catalog()
                        .table(fragment.tables().getFirst())
                        .map(CatalogTable::rowCount)
                        .orElse(-1L);
        return rows < 0 || rows >= rowsMin;
    }
}
