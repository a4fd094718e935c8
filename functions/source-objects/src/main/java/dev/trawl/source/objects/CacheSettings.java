package dev.trawl.source.objects;

/// What a function keeps between requests, all of it by the entity tags of files.
///
/// @param footerBytes memory for footers, about; 0 to keep none
/// @param chunkBytes scratch for parts of files that were fetched; 0 to keep none
public record CacheSettings(long footerBytes, long chunkBytes) {
    public static final CacheSettings DEFAULT = new CacheSettings(96L << 20, 128L << 20);
    public static final CacheSettings NONE = new CacheSettings(0, 0);

    public CacheSettings {
        if (footerBytes < 0 || chunkBytes < 0) {
            throw new IllegalArgumentException("limits must not be negative");
        }
    }
}
