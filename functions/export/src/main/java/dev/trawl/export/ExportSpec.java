package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Resource;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an Export declares, as it is pinned by each of its runs.
///
/// @param purpose absent if it has none
/// @param prefix of all that its runs write, ends with a slash
/// @param attempts that a run has at most
record ExportSpec(
        String query,
        String principal,
        @Nullable String purpose,
        String bucket,
        String prefix,
        Format format,
        Concurrency concurrency,
        int attempts) {
    private static final String OWN = "exports/";
    private static final int ATTEMPTS = 3;

    enum Format {
        PARQUET,
        CSV,
        JSONL,
        ARROW;

        String extension() {
            return name().toLowerCase(Locale.ROOT);
        }

        String contentType() {
            return switch (this) {
                case PARQUET -> "application/vnd.apache.parquet";
                case CSV -> "text/csv";
                case JSONL -> "application/jsonl";
                case ARROW -> "application/vnd.apache.arrow.stream";
            };
        }
    }

    /// What a run does while another of the same export runs.
    enum Concurrency {
        ALLOW,
        FORBID,
        REPLACE
    }

    /// @param stateBucket where it goes if it does not say; there, only under `exports/`
    /// @throws TrawlException INVALID_RESOURCE
    static ExportSpec of(Resource export, String stateBucket) {
        JsonNode spec = export.spec();
        String bucket = spec.path("bucket").asText(stateBucket);
        String prefix = spec.path("prefix").asText(OWN + export.name() + "/");
        if (bucket.equals(stateBucket) && !prefix.startsWith(OWN)) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "%s: spec.prefix must begin with %s in the fleet's own bucket"
                            .formatted(export.id(), OWN));
        }
        String query = spec.path("query").asText("");
        String principal = spec.path("principal").asText("");
        if (query.isEmpty() || principal.isEmpty()) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "%s: spec must have 'query' and 'principal'; apply it again"
                            .formatted(export.id()));
        }
        return new ExportSpec(
                query,
                principal,
                spec.has("purpose") ? spec.path("purpose").asText() : null,
                bucket,
                prefix,
                choice(Format.class, spec.path("format").asText("parquet")),
                choice(Concurrency.class, spec.path("concurrency").asText("forbid")),
                spec.path("attempts").asInt(ATTEMPTS));
    }

    /// `bucket/prefix`, which policy decides about.
    String destination() {
        return bucket + "/" + prefix;
    }

    static <E extends Enum<E>> E choice(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }
}
