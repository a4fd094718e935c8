package dev.trawl.query.execute;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.query.QueryLimits;
import dev.trawl.query.record.FragmentReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Runs work: splits large tables, calls the sources side by side, assembles. Thread-safe.
public final class Execution {
    /// What base64 in a 6 MB message holds.
    private static final long CALL_BYTES_MAX = 4_400_000;

    /// What all calls of a query may bring into memory; more goes through the bucket.
    private static final long INLINE_BYTES_MAX = 64L * 1024 * 1024;

    private static final long MICROS_PER_MILLI = 1_000;

    private final SourceCalls sources;
    private final SplitPlanner splits;
    private final Assembler assembler;
    private final int callsMax;

    public Execution(SourceCalls sources, Assembler assembler, QueryLimits limits) {
        this.sources = sources;
        this.splits = new SplitPlanner(sources, limits);
        this.assembler = assembler;
        this.callsMax = limits.sourceCallsMax();
    }

    /// @throws TrawlException the first error of any source, or a limit
    public Answer run(Run run) {
        try (SideBySide threads = new SideBySide(callsMax)) {
            List<FragmentCalls> planned =
                    threads.run(
                            run.work().plan().fragments().stream()
                                    .<Supplier<FragmentCalls>>map(f -> () -> splits.plan(run, f))
                                    .toList(),
                            run.watch());
            List<FragmentCall> calls = planned.stream().flatMap(p -> p.calls().stream()).toList();
            List<SourceAnswer.Rows> answers =
                    threads.run(
                            calls.stream()
                                    .<Supplier<SourceAnswer.Rows>>map(
                                            c -> () -> execute(run, c, calls.size()))
                                    .toList(),
                            run.watch());
            return answer(run, planned, answers);
        }
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

    private Answer answer(Run run, List<FragmentCalls> planned, List<SourceAnswer.Rows> answers) {
        Relation assembly = run.work().plan().assembly();
        Map<Integer, Received> received = new LinkedHashMap<>();
        List<FragmentReport> reports = new ArrayList<>();
        int next = 0;
        for (FragmentCalls calls : planned) {
            List<SourceAnswer.Rows> own = answers.subList(next, next + calls.calls().size());
            next += own.size();
            assembly = calls.assembled(assembly);
            received.put(calls.fragment().number(), Received.of(calls, own));
            reports.add(report(calls, own));
        }
        Answer answer =
                new Answer(
                        assembly.fields(),
                        chunks(run, assembly, received),
                        reports,
                        answers.size());
        AnswerLimits.check(run.work().options(), answer.rows(), answer.bytes());
        return answer;
    }

    /// Rows of one fragment, or of splits that need no merging, are the answer as they are.
    private List<Chunk> chunks(Run run, Relation assembly, Map<Integer, Received> received) {
        if (assembly instanceof Relation.Received one) {
            Received rows = received.get(one.fragment());
            if (rows != null) {
                return rows.chunks();
            }
        }
        return assembler.assemble(run.work(), assembly, received, run.watch());
    }

    private static FragmentReport report(FragmentCalls calls, List<SourceAnswer.Rows> answers) {
        List<SourceAnswer.Statistics> all =
                answers.stream().map(SourceAnswer.Rows::statistics).toList();
        return new FragmentReport(
                calls.fragment().source(),
                all.stream().mapToLong(SourceAnswer.Statistics::rows).sum(),
                all.stream().mapToLong(SourceAnswer.Statistics::bytes).sum(),
                all.stream().mapToLong(SourceAnswer.Statistics::elapsedMicros).max().orElse(0)
                        / MICROS_PER_MILLI,
                all.isEmpty() ? List.of() : all.getFirst().steps());
    }
}
