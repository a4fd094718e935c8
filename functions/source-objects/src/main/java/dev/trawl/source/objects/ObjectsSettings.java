package dev.trawl.source.objects;

import dev.trawl.lambda.ByteSize;
import dev.trawl.lambda.Settings;

/// Limits of reading files.
///
/// @param filesMax files of one table: SPLITS_LIMIT_EXCEEDED
/// @param footerBytesMax of one Parquet footer: SOURCE_DATA_INVALID
/// @param fetchBytesMax fetched for one fragment: BYTES_LIMIT_EXCEEDED
/// @param groupBytesMax fetched files that lie in the scratch folder at once; a single file may be
///   larger up to `fileBytesMax`
/// @param fileBytesMax what is needed of one file: BYTES_LIMIT_EXCEEDED
/// @param requestBytesMax of one ranged request
/// @param connections requests under way at once
/// @param caches what is kept between requests
public record ObjectsSettings(
        int filesMax,
        long footerBytesMax,
        long fetchBytesMax,
        long groupBytesMax,
        long fileBytesMax,
        int requestBytesMax,
        int connections,
        CacheSettings caches) {
    public static final ObjectsSettings DEFAULT =
            new ObjectsSettings(10_000, 64L << 20, 64L << 30, 256L << 20, 2L << 30, 8 << 20, 8);

    public ObjectsSettings(
            int filesMax,
            long footerBytesMax,
            long fetchBytesMax,
            long groupBytesMax,
            long fileBytesMax,
            int requestBytesMax,
            int connections) {
        this(
                filesMax,
                footerBytesMax,
                fetchBytesMax,
                groupBytesMax,
                fileBytesMax,
                requestBytesMax,
                connections,
                CacheSettings.DEFAULT);
    }

    public ObjectsSettings {
        if (filesMax < 1
                || footerBytesMax < 1
                || fetchBytesMax < 1
                || groupBytesMax < 1
                || fileBytesMax < 1
                || requestBytesMax < 1
                || connections < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /// @throws IllegalArgumentException that names the variable at fault
    public static ObjectsSettings of(Settings settings) {
        return new ObjectsSettings(
                settings.integer("TRAWL_FILES_MAX", DEFAULT.filesMax(), 1, 100_000),
                size(settings, "TRAWL_FOOTER_BYTES_MAX", DEFAULT.footerBytesMax(), 512L << 20),
                size(settings, "TRAWL_FETCH_BYTES_MAX", DEFAULT.fetchBytesMax(), 1L << 40),
                size(settings, "TRAWL_GROUP_BYTES_MAX", DEFAULT.groupBytesMax(), 8L << 30),
                size(settings, "TRAWL_FILE_BYTES_MAX", DEFAULT.fileBytesMax(), 8L << 30),
                Math.toIntExact(
                        size(
                                settings,
                                "TRAWL_REQUEST_BYTES_MAX",
                                DEFAULT.requestBytesMax(),
                                64L << 20)),
                settings.integer("TRAWL_CONNECTIONS", DEFAULT.connections(), 1, 64),
                new CacheSettings(
                        cache(settings, "TRAWL_FOOTER_CACHE_BYTES", DEFAULT.caches().footerBytes()),
                        cache(settings, "TRAWL_CHUNK_CACHE_BYTES", DEFAULT.caches().chunkBytes())));
    }

    private static long cache(Settings settings, String name, long otherwise) {
        return settings.size(name, new ByteSize(otherwise), new ByteSize(0), new ByteSize(8L << 30))
                .bytes();
    }

    private static long size(Settings settings, String name, long otherwise, long max) {
        return settings.size(name, new ByteSize(otherwise), new ByteSize(1), new ByteSize(max))
                .bytes();
    }
}
