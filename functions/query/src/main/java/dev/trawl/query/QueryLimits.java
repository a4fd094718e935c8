package dev.trawl.query;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;
import dev.trawl.query.execute.DynamicFilters;
import java.time.Duration;

/// Bounds of queries.
///
/// @param sqlCharactersMax of one SQL text
/// @param bodyBytesMax of one request body
/// @param tablesMax tables that one query may name, views expanded
/// @param fragmentsMax fragments of one query
/// @param splitsMax splits of one fragment
/// @param splitRowsMin rows that a split has at least, as far as the catalog knows
/// @param splitBytesMin files that are smaller together are read by one call
/// @param dynamicFilters bounds of what one fragment's keys do to another
/// @param sourceCallsMax calls to sources at the same time, per query
/// @param rowsMax rows of one answer, unless the request says less
/// @param bytesMax bytes of one answer as Arrow, unless the request says less
/// @param bodyBytes larger answers are parts in the bucket
/// @param waitDefault how long a request waits for its answer unless it says
/// @param waitMax the longest a request may wait
/// @param timeMax how long a query may run in all
/// @param callTimeMax how long one call of a source may take
/// @param urlTime for how long a presigned URL is good
/// @param retention for how long a query's state and answer are kept
/// @param principalQueriesMax queries that one principal may run at the same time; 0 for no bound
public record QueryLimits(
        int sqlCharactersMax,
        int bodyBytesMax,
        int tablesMax,
        int fragmentsMax,
        int splitsMax,
        long splitRowsMin,
        ByteSize splitBytesMin,
        int sourceCallsMax,
        DynamicFilters.Limits dynamicFilters,
        long rowsMax,
        ByteSize bytesMax,
        ByteSize bodyBytes,
        Duration waitDefault,
        Duration waitMax,
        Duration timeMax,
        Duration callTimeMax,
        Duration urlTime,
        Duration retention,
        int principalQueriesMax) {

    public QueryLimits {
        if (waitDefault.compareTo(waitMax) > 0) {
            throw new IllegalArgumentException(
                    "TRAWL_WAIT_DEFAULT (%s) is above TRAWL_WAIT_MAX (%s)"
                            .formatted(waitDefault, waitMax));
        }
    }

    static QueryLimits from(Settings settings) {
        return new QueryLimits(
                settings.integer("TRAWL_SQL_CHARACTERS_MAX", 100_000, 1, 1_000_000),
                Math.toIntExact(
                        settings.size("TRAWL_BODY_MAX", megabytes(1), megabytes(0), megabytes(6))
                                .bytes()),
                settings.integer("TRAWL_TABLES_MAX", 64, 1, 1_000),
                settings.integer("TRAWL_FRAGMENTS_MAX", 32, 1, 1_000),
                settings.integer("TRAWL_SPLITS_MAX", 64, 1, 1_000),
                settings.number("TRAWL_SPLIT_ROWS_MIN", 1_000_000, 1, Long.MAX_VALUE),
                settings.size(
                        "TRAWL_SPLIT_BYTES_MIN",
                        megabytes(16),
                        new ByteSize(0),
                        megabytes(1 << 20)),
                settings.integer("TRAWL_SOURCE_CALLS_MAX", 16, 1, 1_000),
                new DynamicFilters.Limits(
                        settings.integer("TRAWL_DYNAMIC_FILTER_KEYS_MAX", 300_000, 0, 1_000_000),
                        settings.number(
                                "TRAWL_DYNAMIC_FILTER_SPARED_MIN", 10_000, 0, Long.MAX_VALUE),
                        time(settings, "TRAWL_DYNAMIC_FILTER_WAIT", 20, 0, 870)),
                settings.number("TRAWL_ROWS_MAX", 50_000_000, 1, Long.MAX_VALUE),
                settings.size(
                        "TRAWL_BYTES_MAX", megabytes(8_192), megabytes(0), megabytes(1 << 20)),
                settings.size(
                        "TRAWL_ANSWER_INLINE_MAX", megabytes(4), new ByteSize(0), megabytes(4)),
                time(settings, "TRAWL_WAIT_DEFAULT", 10, 0, 28),
                time(settings, "TRAWL_WAIT_MAX", 25, 0, 28),
                time(settings, "TRAWL_QUERY_TIME_MAX", 840, 1, 870),
                time(settings, "TRAWL_SOURCE_CALL_TIME_MAX", 840, 1, 900),
                time(settings, "TRAWL_URL_TIME", 300, 1, 300),
                time(settings, "TRAWL_RETENTION", 86_400, 60, 7 * 86_400),
                settings.integer("TRAWL_PRINCIPAL_QUERIES_MAX", 0, 0, 1_000));
    }

    private static Duration time(
            Settings settings, String name, long otherwise, long min, long max) {
        return settings.duration(
                name,
                Duration.ofSeconds(otherwise),
                Duration.ofSeconds(min),
                Duration.ofSeconds(max));
    }

    private static ByteSize megabytes(long megabytes) {
        return ByteSize.ofMegabytes(megabytes);
    }
}
