package dev.trawl.query.api;

import dev.trawl.calcite.SqlParameters;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.query.deliver.MediaType;
import dev.trawl.query.execute.Splitting;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A query as the caller asked for it.
///
/// @param purpose as declared; absent to use the token's only one
/// @param waitTime how long to wait for the answer before it is fetched from elsewhere
/// @param rowsMax rows of the answer, else an error
/// @param bytesMax bytes of the answer as Arrow, else an error
/// @param idempotencyKey the caller's name for this request; repeated, it is the same query
/// @param parameters values for the parameters of the SQL
public record QueryRequest(
        String sql,
        @Nullable String purpose,
        Duration waitTime,
        long rowsMax,
        long bytesMax,
        SourceRequest.Pushdown pushdown,
        Splitting splitting,
        int splitsMax,
        MediaType mediaType,
        @Nullable String idempotencyKey,
        SqlParameters parameters) {
    /// A text without parameters.
    public QueryRequest(
            String sql,
            @Nullable String purpose,
            Duration waitTime,
            long rowsMax,
            long bytesMax,
            SourceRequest.Pushdown pushdown,
            Splitting splitting,
            int splitsMax,
            MediaType mediaType,
            @Nullable String idempotencyKey) {
        this(
                sql,
                purpose,
                waitTime,
                rowsMax,
                bytesMax,
                pushdown,
                splitting,
                splitsMax,
                mediaType,
                idempotencyKey,
                SqlParameters.NONE);
    }

    /// Without the SQL text, whose constants are the caller's.
    @Override
    public String toString() {
        return "QueryRequest[%d characters]".formatted(sql.length());
    }
}
