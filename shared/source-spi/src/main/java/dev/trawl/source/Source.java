package dev.trawl.source;

import dev.trawl.plan.Relation;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.write.RowParts;
import dev.trawl.source.write.TableWrite;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.ipc.ArrowReader;

/// A store of tables, as seen by the function that serves it. Thread-safe; closed by its owner when
/// the function ends.
///
/// A source knows nothing of grants: the stages around it give it relations over base tables that
/// already contain row filters and the masks it can evaluate, and finish what it cannot.
public interface Source extends AutoCloseable {
    /// What {@link #read} can evaluate with exactly Trawl's semantics.
    Capabilities capabilities();

    /// Evaluates a relation whose scans name base tables by catalog name and raw types.
    ///
    /// Every node of it was accepted by {@link #capabilities}. The reader belongs to the caller,
    /// who closes it; its vectors are of the context's allocator, its schema that of the relation's
    /// fields. Failures are {@link dev.trawl.protocol.TrawlException}s with the source's own text
    /// left out, also from the reader.
    ArrowReader read(Relation relation, ReadContext context);

    /// Several relations of one request, in their order, all from one snapshot of the data where
    /// the source can give one. Each as {@link #read} gives it; when this throws, nothing stays
    /// open.
    default List<ArrowReader> readAll(List<Relation> relations, ReadContext context) {
        List<ArrowReader> readers = new ArrayList<>();
        try {
            for (Relation relation : relations) {
                readers.add(read(relation, context));
            }
            return readers;
        } catch (RuntimeException e) {
            for (ArrowReader reader : readers) {
                try {
                    reader.close();
                } catch (IOException | RuntimeException again) {
                    e.addSuppressed(again);
                }
            }
            throw e;
        }
    }

    /// Cuts the reading of one base table into at most `max` splits of one snapshot; what the
    /// relation's filters exclude may be left out. A single split if it cannot be cut.
    SourceAnswer.Splits splits(Relation relation, int max, ReadContext context);

    /// A part of one base table to look into instead of all of it: rows from its beginning to its
    /// end, the same ones as long as the table stays as it is, bounded however large it is. Absent
    /// where the source cannot choose.
    ///
    /// @param relation columns and filters over one table
    /// @param rowsMax rows that are wanted; the part may have more
    default Optional<Sample> sample(Relation relation, long rowsMax, ReadContext context) {
        return Optional.empty();
    }

    /// What {@link #read} would run, in the source's own language, one step per line.
    List<String> explain(Relation relation, ReadContext context);

    /// A relation over governed tables as this source would be asked for it, tables by their names
    /// in the catalog and without what policies add: for people. Absent where the source has no
    /// language.
    default Optional<String> text(Relation governed) {
        return Optional.empty();
    }

    /// Tables that exist in the source now.
    List<SourceAnswer.DiscoveredTable> discover(Instant deadline);

    /// Writes the rows of a run into a table, all or none, together with the run's key; nothing if
    /// that key is there already. Asked again after any failure, it converges.
    ///
    /// @throws dev.trawl.protocol.TrawlException NOT_SUPPORTED if the source writes nothing;
    ///   COMMIT_STATE_UNKNOWN if it is not known whether the rows are there
    default SourceAnswer.Written write(TableWrite write, RowParts parts, ReadContext context) {
        throw new TrawlException(
                ErrorCode.NOT_SUPPORTED,
                "the source takes no rows; databases do whose source says 'writable: true' in"
                        + " trawl.yaml");
    }

    @Override
    void close();
}
