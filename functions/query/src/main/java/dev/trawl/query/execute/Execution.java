package dev.trawl.query.execute;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.QueryLimits;
import dev.trawl.query.split.Fragment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Runs work: splits large tables, calls the sources side by side as far as no fragment waits for
/// the keys of another, assembles. Thread-safe.
public final class Execution {
    /// What base64 in a 6 MB message holds.
    private static final long CALL_BYTES_MAX = 4_400_000;

    /// What all calls of a query may bring into memory; more goes through the bucket.
    private static final long INLINE_BYTES_MAX = 64L * 1024 * 1024;

    private final SourceCalls sources;
    private final SplitPlanner splits;
    private final Assembler assembler;
    private final KeyReader keys;
    private final DynamicFilters filters;
    private final int callsMax;

    public Execution(SourceCalls sources, Assembler assembler, KeyReader keys, QueryLimits limits) {
        this.sources = sources;
        this.splits = new SplitPlanner(sources, limits);
        this.assembler = assembler;
        this.keys = keys;
        this.filters = new DynamicFilters(limits.dynamicFilters());
        this.callsMax = limits.sourceCallsMax();
    }

    /// @throws TrawlException the first error of any source, or a limit
    public Answer run(Run run) {
        List<Fragment> fragments = run.work().plan().fragments();
        run.watch().steps().expect(fragments.size());
        try (SideBySide calls = new SideBySide(callsMax);
                SideBySide all = new SideBySide(Math.max(1, fragments.size()))) {
            FilteredRuns runs =
                    new FilteredRuns(
                            run,
                            filters,
                            keys,
                            fragment -> fragmentRun(run, fragment, calls),
                            parts -> merged(run, parts));
            return answer(
                    run,
                    all.run(
                            fragments.stream()
                                    .<Supplier<FragmentRun>>map(f -> () -> runs.run(f))
                                    .toList(),
                            run.watch()));
        }
    }

    private FragmentRun fragmentRun(Run run, Fragment fragment, SideBySide threads) {
        FragmentCalls planned = splits.plan(run, fragment);
        int calls = planned.calls().size() * run.work().plan().fragments().size();
        Steps steps = run.watch().steps();
        boolean isEachTold = SplitPlanner.maySplitsBeTold(run, fragment);
        if (isEachTold) {
            steps.expect(planned.calls().size() - 1);
        }
        FragmentRun ran =
                FragmentRun.of(
                        planned,
                        threads.run(
                                planned.calls().stream()
                                        .<Supplier<SourceAnswer.Rows>>map(c ->
                                                () -> {
                                                    SourceAnswer.Rows rows = execute(run, c, calls);
                                                    if (isEachTold) {
                                                        steps.done();
                                                    }
                                                    return rows;
                                                })
                                        .toList(),
                                run.watch(),
                                answers -> rows(answers) >= planned.rowsEnough()));
        if (!isEachTold) {
            steps.done();
        }
        return ran;
    }

    private FragmentRun merged(Run run, FragmentRun parts) {
        Fragment fragment = parts.calls().fragment();
        Relation own = new Relation.Received(fragment.number(), fragment.relation().fields());
        return parts.merged(
                new Received(
                        own.fields(),
                        assembler.merge(
                                run.work(),
                                fragment.number(),
                                parts.assembled(own),
                                parts.received(),
                                run.watch())));
    }

    private static long rows(List<SourceAnswer.Rows> answers) {
        return answers.stream().mapToLong(a -> a.statistics().rows()).sum();
    }

    private SourceAnswer.Rows execute(Run run, FragmentCall call, int calls) {
        String source = call.fragment().source();
        AtomicBoolean isFirst = new AtomicBoolean(run.isNew());
        return run.grants()
                .with(
                        source,
                        grant ->
                                sources.rows(
                                        run.function(source),
                                        request(run, call, calls, grant, isFirst.getAndSet(false)),
                                        run.watch()));
    }

    private static SourceRequest.Execute request(
            Run run, FragmentCall call, int calls, String grant, boolean isFirst) {
        return new SourceRequest.Execute(
                grant,
                call.relation(),
                call.id(),
                call.split(),
                run.work().options().pushdown(),
                Math.min(CALL_BYTES_MAX, INLINE_BYTES_MAX / calls),
                run.watch().deadline(),
                isFirst);
    }

    private Answer answer(Run run, List<FragmentRun> runs) {
        Relation assembly = run.work().plan().assembly();
        Map<Integer, Received> received = new LinkedHashMap<>();
        for (FragmentRun fragment : runs) {
            assembly = fragment.assembled(assembly);
            received.put(fragment.calls().fragment().number(), fragment.received());
        }
        Answer answer =
                new Answer(
                        assembly.fields(),
                        chunks(run, assembly, received, runs),
                        runs.stream().map(ran -> SplitPlanner.told(run, ran)).toList(),
                        runs.stream().map(r -> r.answers().size()).toList(),
                        runs.stream().mapToInt(r -> r.answers().size()).sum());
        AnswerLimits.check(run.work().options(), answer.rows(), answer.bytes());
        return answer;
    }

    /// Rows of one fragment, or of splits that need no merging, are the answer as they are, unless
    /// how they came tells of rows that policy hides.
    private List<Chunk> chunks(
            Run run, Relation assembly, Map<Integer, Received> received, List<FragmentRun> runs) {
        if (assembly instanceof Relation.Received one) {
            Received rows = received.get(one.fragment());
            if (rows != null) {
                return runs.stream().allMatch(ran -> SplitPlanner.isCutByShownRows(run, ran))
                        ? rows.chunks()
                        : assembler.recut(run.work(), rows, run.watch());
            }
        }
        return assembler.assemble(run.work(), assembly, received, run.watch());
    }
}
