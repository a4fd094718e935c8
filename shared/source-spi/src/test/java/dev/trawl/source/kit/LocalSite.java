package dev.trawl.source.kit;

import dev.trawl.audit.AuditLog;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.LocalEvaluation;
import dev.trawl.source.Source;
import dev.trawl.source.SourceParts;
import dev.trawl.source.SourceService;
import dev.trawl.source.SourceSettings;
import dev.trawl.source.veil.PseudonymKeys;
import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.store.memory.InMemorySecrets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A service in this process, with stores in memory and grants that are taken as they are.
final class LocalSite implements KitSite {
    private static final String HASH = "catalog";
    private static final String BUCKET = "state";
    private static final int RECORDS_MAX = 1_000;

    private final InMemoryObjectStore store = new InMemoryObjectStore(BUCKET);
    private final ItemTable state = new InMemoryItemTable();
    private final Map<String, Grant> grants = new HashMap<>();
    private final SourceService service;
    private int attempts;

    LocalSite(
            Source source,
            Map<TableName, CatalogTable> tables,
            SourceSettings settings,
            LocalEvaluation local) {
        CatalogSnapshot snapshot = new CatalogSnapshot(HASH, Map.of(), tables, Map.of());
        String secret =
                Base64.getEncoder().encodeToString(Harness.KEY.getBytes(StandardCharsets.US_ASCII));
        this.service =
                new SourceService(
                        new SourceParts(
                                source,
                                local,
                                this::verified,
                                new OneSnapshot(snapshot),
                                store,
                                state,
                                new AuditLog(store, "source-kit", () -> "1"),
                                new PseudonymKeys(
                                        new InMemorySecrets(Map.of("key-1", secret)),
                                        Map.of(Harness.DOMAIN, "key-1")),
                                Clock.systemUTC(),
                                () -> "attempt-" + attempts++,
                                Path.of(System.getProperty("java.io.tmpdir")),
                                settings));
    }

    private record OneSnapshot(CatalogSnapshot current) implements Snapshots {
        @Override
        public CatalogSnapshot load(String hash) {
            return current;
        }
    }

    private Grant verified(String jws) {
        return Optional.ofNullable(grants.get(jws))
                .orElseThrow(() -> new TrawlException(ErrorCode.GRANT_INVALID, "not signed"));
    }

    @Override
    public Grant grant(List<GrantedRelation> relations) {
        return new Grant(
                "grant-" + grants.size(),
                Harness.SOURCE,
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(300),
                "query-" + grants.size(),
                "issuer|somebody",
                null,
                Action.READ,
                BUCKET + "/results",
                null,
                HASH,
                1,
                relations);
    }

    @Override
    public String sign(Grant grant) {
        String jws = "signed-" + grants.size();
        grants.put(jws, grant);
        return jws;
    }

    @Override
    public SourceAnswer answer(SourceRequest request) {
        return service.answer(request, Instant.MAX, _ -> {});
    }

    @Override
    public byte[] load(SourceAnswer.Part part) {
        return store.load(part.location().substring(BUCKET.length() + 1));
    }

    @Override
    public int fragmentsRecorded() {
        return store.list("audit/log/", RECORDS_MAX).size();
    }

    @Override
    public void cancel(String queryId) {
        state.put(new ItemTable.Key("query#" + queryId, "cancel"), ItemTable.ABSENT, "{}", null);
    }
}
