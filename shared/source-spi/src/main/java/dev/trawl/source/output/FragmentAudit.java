package dev.trawl.source.output;

import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.json.JsonWriter;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A record of every fragment that ran here, whoever asked and whatever they keep:
/// `audit/fragments/ <date>/<time>-<query>-<attempt>.json` in the state bucket. Names, figures and
/// codes; no values.
public final class FragmentAudit {
    private final ObjectStore store;

    public FragmentAudit(ObjectStore store) {
        this.store = store;
    }

    /// @param what `execute`, `discover`, …
    /// @param fragment absent where there is none
    /// @param code null if it succeeded
    public record Entry(
            String what,
            Instant time,
            String attempt,
            @Nullable Relation fragment,
            long rows,
            long bytes,
            @Nullable ErrorCode code) {}

    /// Returns when the record is stored.
    ///
    /// @throws dev.trawl.protocol.TrawlException STORE_UNAVAILABLE; the caller's work fails with it
    public void write(Grant grant, Entry entry) {
        String key =
                "audit/fragments/%s/%s-%s-%s.json"
                        .formatted(
                                entry.time().atOffset(ZoneOffset.UTC).toLocalDate(),
                                entry.time().toEpochMilli(),
                                grant.queryId().replaceAll("[^A-Za-z0-9_-]", "_"),
                                entry.attempt());
        store.put(key, json(grant, entry).getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private static String json(Grant grant, Entry entry) {
        return JsonWriter.write(out ->
                out.object(o -> {
                    o.field("what").string(entry.what());
                    o.field("time").string(entry.time().toString());
                    o.field("source").string(grant.audience());
                    o.field("queryId").string(grant.queryId());
                    o.field("grantId").string(grant.id());
                    o.field("principal").string(grant.principal());
                    o.field("purpose").stringOrNull(grant.purpose());
                    o.field("action").string(grant.action().text());
                    o.field("policyEpoch").integer(grant.policyEpoch());
                    o.field("catalogHash").string(grant.catalogHash());
                    o.field("columns").list(columns(entry.fragment()), JsonWriter::string);
                    o.field("rows").integer(entry.rows());
                    o.field("bytes").integer(entry.bytes());
                    ErrorCode code = entry.code();
                    o.field("code").stringOrNull(code == null ? null : code.name());
                }));
    }

    /// `source.schema.table.column` of everything scanned.
    private static List<String> columns(@Nullable Relation fragment) {
        return fragment == null
                ? List.of()
                : List.copyOf(new TreeSet<>(scanned(fragment).toList()));
    }

    private static Stream<String> scanned(Relation relation) {
        return relation instanceof Relation.Scan scan
                ? scan.fields().stream().map(Field::name).map(c -> scan.table() + "." + c)
                : relation.inputs().stream().flatMap(FragmentAudit::scanned);
    }
}
