package dev.trawl.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trawl.catalog.Resource;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an Export declares, as it is pinned by each of its runs.
///
/// @param purpose absent if it has none
/// @param prefix of all that its runs write, ends with a slash
/// @param attempts that a run has at most
/// @param seconds that an attempt has at most; 0 for as many as the deployment gives
/// @param table that rows are written into; absent where files are the result
/// @param files how they are cut
/// @param registers what files are registered as; absent for nothing
record ExportSpec(
        String query,
        String principal,
        @Nullable String purpose,
        String bucket,
        String prefix,
        Format format,
        Concurrency concurrency,
        int attempts,
        int seconds,
        @Nullable TableTarget table,
        FileLayout files,
        @Nullable Registers registers) {
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

    /// A table that a source of the fleet writes.
    ///
    /// @param key columns that name a row; for a merge only
    record TableTarget(TableName table, SourceRequest.WriteMode mode, List<String> key) {
        TableTarget {
            key = List.copyOf(key);
        }

        static TableTarget of(Resource export, JsonNode target) {
            String[] names = target.path("table").asText("").split("\\.", -1);
            SourceRequest.WriteMode mode =
                    choice(SourceRequest.WriteMode.class, target.path("mode").asText("append"));
            List<String> key = new ArrayList<>();
            target.path("key").forEach(column -> key.add(column.asText()));
            if (names.length != 3 || key.isEmpty() == (mode == SourceRequest.WriteMode.MERGE)) {
                throw new TrawlException(
                        ErrorCode.INVALID_RESOURCE,
                        "%s: spec.target names a table as source.schema.table, and a key for mode merge, which alone has one"
                                .formatted(export.id()));
            }
            return new TableTarget(new TableName(names[0], names[1], names[2]), mode, key);
        }
    }

    /// @param stateBucket where it goes if it does not say; there, only under `exports/`
    /// @throws TrawlException INVALID_RESOURCE
    static ExportSpec of(Resource export, String stateBucket) {
        JsonNode spec = export.spec();
        TableTarget table = spec.has("target") ? TableTarget.of(export, spec.path("target")) : null;
        if (table != null && (spec.has("bucket") || spec.has("prefix") || spec.has("format"))) {
            throw new TrawlException(
                    ErrorCode.INVALID_RESOURCE,
                    "%s: rows go into spec.target or to spec.bucket, spec.prefix and spec.format, not both"
                            .formatted(export.id()));
        }
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
        Format format =
                table == null
                        ? choice(Format.class, spec.path("format").asText("parquet"))
                        : Format.ARROW;
        return new ExportSpec(
                query,
                principal,
                spec.has("purpose") ? spec.path("purpose").asText() : null,
                bucket,
                prefix,
                format,
                choice(Concurrency.class, spec.path("concurrency").asText("forbid")),
                spec.path("attempts").asInt(ATTEMPTS),
                spec.path("timeout").asInt(0),
                table,
                FileLayout.of(spec),
                Registers.of(spec));
    }

    /// The table, or `bucket/prefix`, which policy decides about.
    String destination() {
        return table == null ? bucket + "/" + prefix : table.table().toString();
    }

    static <E extends Enum<E>> E choice(Class<E> type, String text) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }
}
