package dev.trawl.source.jdbc.write;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.source.Capabilities;
import dev.trawl.source.ReadContext;
import dev.trawl.source.Sample;
import dev.trawl.source.Source;
import dev.trawl.source.write.RowParts;
import dev.trawl.source.write.TableWrite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;

/// A source that also takes rows, by connections of their own.
public final class WritableSource implements Source {
    private final Source source;
    private final TableWriter writer;

    /// @param source that reads; closed with this
    public WritableSource(Source source, TableWriter writer) {
        this.source = source;
        this.writer = writer;
    }

    @Override
    public SourceAnswer.Written write(TableWrite write, RowParts parts, ReadContext context) {
        return writer.write(write, parts, context.deadline());
    }

    @Override
    public Capabilities capabilities() {
        return source.capabilities();
    }

    @Override
    public ArrowReader read(Relation relation, ReadContext context) {
        return source.read(relation, context);
    }

    @Override
    public List<ArrowReader> readAll(List<Relation> relations, ReadContext context) {
        return source.readAll(relations, context);
    }

    @Override
    public SourceAnswer.Splits splits(Relation relation, int max, ReadContext context) {
        return source.splits(relation, max, context);
    }

    @Override
    public Optional<Sample> sample(Relation relation, long rowsMax, ReadContext context) {
        return source.sample(relation, rowsMax, context);
    }

    @Override
    public List<String> explain(Relation relation, ReadContext context) {
        return source.explain(relation, context);
    }

    @Override
    public Optional<String> text(Relation governed) {
        return source.text(governed);
    }

    @Override
    public List<SourceAnswer.DiscoveredTable> discover(Instant deadline) {
        return source.discover(deadline);
    }

    @Override
    public void close() {
        source.close();
    }
}
