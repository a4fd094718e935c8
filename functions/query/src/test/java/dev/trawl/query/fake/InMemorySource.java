package dev.trawl.query.fake;

import dev.trawl.arrow.ArrowStreams;
import dev.trawl.arrow.PartWriter;
import dev.trawl.engine.EngineSettings;
import dev.trawl.engine.Evaluation;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.plan.Bytes;
import dev.trawl.plan.PlanPrinter;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

/// A source function over tables in memory. A grant is `grant for <source>`; what a real source
/// checks and masks is not its business.
public final class InMemorySource {
    private static final LocalEvaluator EVALUATOR =
            new LocalEvaluator(new EngineSettings(128L << 20, 1, 0, 1_000), Clock.systemUTC());

    private final String name;
    private final Map<TableName, TableRows> tables;
    private final ObjectStore objects;
    private final int splits;
    private final long inlineBytesMax;

    /// @param inlineBytesMax larger answers are parts, whatever the request allows
    public InMemorySource(
            String name,
            Map<TableName, TableRows> tables,
            ObjectStore objects,
            int splits,
            long inlineBytesMax) {
        this.inlineBytesMax = inlineBytesMax;
        this.name = name;
        this.tables = Map.copyOf(tables);
        this.objects = objects;
        this.splits = splits;
    }

    public String answer(String payload) {
        try {
            SourceRequest request = Envelope.readRequest(payload, SourceRequestCodec::read);
            if (!request.grant().equals("grant for " + name)) {
                throw new TrawlException(ErrorCode.GRANT_INVALID, "not a grant for " + name);
            }
            return Envelope.answer(answer(request), SourceAnswerCodec::write);
        } catch (TrawlException e) {
            return Envelope.error(e);
        }
    }

    private SourceAnswer answer(SourceRequest request) {
        return switch (request) {
            case SourceRequest.Execute execute -> rows(execute);
            case SourceRequest.PlanSplits plan ->
                    new SourceAnswer.Splits(
                            IntStream.range(0, Math.min(splits, plan.splitsMax()))
                                    .mapToObj(i ->
                                            new SourceAnswer.Split(
                                                    i + "/" + Math.min(splits, plan.splitsMax()),
                                                    1))
                                    .toList(),
                            "snapshot");
            case SourceRequest.Explain explain ->
                    new SourceAnswer.Explanation(
                            List.of("in memory: " + PlanPrinter.print(explain.fragment()).strip()));
            case SourceRequest.Discover _ -> new SourceAnswer.Tables(List.of());
            case SourceRequest.Profile _ -> new SourceAnswer.Profile(0, true, List.of());
            case SourceRequest.Write _ -> new SourceAnswer.Written(0, true);
        };
    }

    private SourceAnswer rows(SourceRequest.Execute execute) {
        try (BufferAllocator allocator = new RootAllocator()) {
            List<ArrowReader> inputs = new ArrayList<>();
            Relation plan = received(execute.fragment(), execute.split(), inputs, allocator);
            byte[] bytes;
            long rows;
            try (ArrowReader reader =
                    EVALUATOR.evaluate(
                            Evaluation.of(
                                    plan,
                                    inputs,
                                    Path.of(System.getProperty("java.io.tmpdir")),
                                    allocator,
                                    execute.deadline(),
                                    () -> false))) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                rows = ArrowStreams.write(reader, out);
                bytes = out.toByteArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            SourceAnswer.Statistics statistics =
                    new SourceAnswer.Statistics(rows, bytes.length, 2_000, List.of("in memory"));
            if (bytes.length <= Math.min(inlineBytesMax, execute.inlineBytesMax())) {
                return new SourceAnswer.Rows(
                        execute.fragment().fields(), Bytes.copyOf(bytes), List.of(), statistics);
            }
            String key = "spill/%s/%s.arrow".formatted(name, execute.fragmentId());
            objects.put(key, bytes, "application/vnd.apache.arrow.stream");
            SourceAnswer.Part part =
                    new SourceAnswer.Part(
                            objects.bucket() + "/" + key,
                            rows,
                            bytes.length,
                            PartWriter.sha256(bytes));
            return new SourceAnswer.Rows(
                    execute.fragment().fields(), null, List.of(part), statistics);
        }
    }

    private Relation received(
            Relation relation,
            @Nullable String split,
            List<ArrowReader> inputs,
            BufferAllocator allocator) {
        if (relation instanceof Relation.Scan scan) {
            TableRows table = tables.get(scan.table());
            if (table == null) {
                throw new TrawlException(ErrorCode.GRANT_EXCEEDED, "no table " + scan.table());
            }
            inputs.add(
                    table.reader(
                            scan.fields(),
                            split == null ? table.rows() : part(table, split),
                            allocator));
            return new Relation.Received(inputs.size() - 1, scan.fields());
        }
        List<Relation> below = new ArrayList<>();
        for (Relation input : relation.inputs()) {
            below.add(received(input, split, inputs, allocator));
        }
        return Relations.withInputs(relation, below);
    }

    /// A split is `number/count`.
    private static List<List<@Nullable Object>> part(TableRows table, String split) {
        int slash = split.indexOf('/');
        return table.part(
                Integer.parseInt(split.substring(0, slash)),
                Integer.parseInt(split.substring(slash + 1)));
    }
}
