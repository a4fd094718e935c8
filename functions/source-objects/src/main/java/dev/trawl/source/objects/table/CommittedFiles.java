package dev.trawl.source.objects.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.ObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The files of the run of an export that is current, as the copy of its manifest names them: all
/// of one run, or none before the first. The manifest holds the entity tag that each file had when
/// its SHA-256 was taken, and files are read by that tag, so that what was changed since is
/// refused.
final class CommittedFiles {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private CommittedFiles() {}

    /// @param key of the copy
    /// @throws TrawlException SOURCE_DATA_INVALID if it is no manifest of this table
    static List<ObjectStore.ObjectInfo> load(
            ObjectStore store, TableLayout layout, String key, int filesMax) {
        Optional<byte[]> stored = store.find(key);
        if (stored.isEmpty()) {
            return List.of();
        }
        JsonNode manifest = tree(stored.get(), key);
        boolean isOfBucket = manifest.path("bucket").asText().equals(store.bucket());
        if (!isOfBucket || !formats(layout).contains(manifest.path("format").asText())) {
            throw invalid(key, "is of another bucket or format than the table");
        }
        List<ObjectStore.ObjectInfo> files = new ArrayList<>();
        for (JsonNode part : manifest.path("parts")) {
            String file = part.path("key").asText();
            String etag = part.path("etag").asText();
            if (etag.isEmpty() || !file.startsWith(layout.prefix())) {
                throw invalid(key, "names a file without a tag, or of another place");
            }
            files.add(new ObjectStore.ObjectInfo(file, part.path("bytes").asLong(), etag));
        }
        if (files.size() > filesMax) {
            throw new TrawlException(
                    ErrorCode.SPLITS_LIMIT_EXCEEDED,
                    "manifest '%s' names %d files, the limit is %d"
                            .formatted(key, files.size(), filesMax));
        }
        return files;
    }

    private static List<String> formats(TableLayout layout) {
        return switch (layout.format()) {
            case PARQUET -> List.of("parquet");
            case CSV -> List.of("csv");
            case JSON -> List.of("jsonl");
        };
    }

    private static JsonNode tree(byte[] stored, String key) {
        try {
            return MAPPER.readTree(stored);
        } catch (IOException e) {
            throw new TrawlException(
                    ErrorCode.SOURCE_DATA_INVALID, "manifest '%s' is no JSON".formatted(key), e);
        }
    }

    private static TrawlException invalid(String key, String what) {
        return new TrawlException(
                ErrorCode.SOURCE_DATA_INVALID, "manifest '%s' %s".formatted(key, what));
    }
}
