package dev.trawl.source.objects.table;

import dev.trawl.plan.Expr;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.util.List;

/// One file of a table as it was listed.
///
/// @param partitions value of each partition column
public record DataFile(ObjectStore.ObjectInfo object, List<Expr.Literal> partitions) {
    public DataFile {
        partitions = List.copyOf(partitions);
    }

    public String key() {
        return object.key();
    }

    /// The error of a file that is not what it should be; `what` quotes no values.
    public TrawlException invalid(String what) {
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID, "file '%s' %s".formatted(key(), what));
    }

    /// The same with what went wrong below, which must not quote values either.
    public TrawlException invalid(String what, Throwable cause) {
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID, "file '%s' %s".formatted(key(), what), cause);
    }

    public TrawlException changed() {
        return new TrawlException(
                ErrorCode.SOURCE_CHANGED,
                "file '%s' changed while it was read; run the query again".formatted(key()));
    }
}
