package dev.trawl.source.kit;

import dev.trawl.auth.GrantSigner;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSnapshotCodec;
import dev.trawl.plan.Relation;
import dev.trawl.plan.Relations;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A deployed source function as the kit's site, asked the way a query function asks. The kit's
/// tables are a catalog of their own, and its grants are signed with the fleet's root key.
public record DeployedSite(Deployed deployed, GrantSigner signer, String catalogHash)
        implements KitSite {
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final long ABOVE_ALL_FLOORS = 1_000_000;

    /// Publishes the tables as a catalog that nothing but this site's grants name.
    public static DeployedSite publish(
            Deployed deployed, Map<KitTable, Map<String, String>> mappings) {
        CatalogSnapshot catalog =
                CatalogSnapshotCodec.snapshot(
                        Map.of(), Harness.tables(deployed.source(), mappings), Map.of());
        deployed.put(
                "catalog/%s.json".formatted(catalog.hash()),
                CatalogSnapshotCodec.write(catalog).getBytes(StandardCharsets.UTF_8));
        return new DeployedSite(
                deployed,
                new GrantSigner(deployed.root(), Duration.ofHours(12), Clock.systemUTC()),
                catalog.hash());
    }

    @Override
    public Grant grant(List<GrantedRelation> relations) {
        String query = UUID.randomUUID().toString().replace("-", "");
        Instant now = Instant.now();
        return new Grant(
                query,
                Harness.SOURCE,
                now,
                now.plus(LIFE),
                query,
                "https://login.fleet.test|ana",
                null,
                Action.READ,
                "%s/results/%s".formatted(deployed.bucket(), query),
                null,
                catalogHash,
                ABOVE_ALL_FLOORS,
                relations);
    }

    @Override
    public String sign(Grant grant) {
        Grant renamed =
                new Grant(
                        grant.id(),
                        deployed.source(),
                        grant.issuedAt(),
                        grant.expiresAt(),
                        grant.queryId(),
                        grant.principal(),
                        grant.purpose(),
                        grant.action(),
                        grant.writePrefix(),
                        grant.destination(),
                        grant.catalogHash(),
                        grant.policyEpoch(),
                        grant.relations().stream().map(this::renamed).toList());
        return signer.sign(renamed);
    }

    private GrantedRelation renamed(GrantedRelation relation) {
        return new GrantedRelation(
                renamed(relation.table()),
                relation.inputs(),
                relation.columns(),
                relation.rowFilter(),
                relation.aggregateOnly());
    }

    private TableName renamed(TableName table) {
        return new TableName(deployed.source(), table.schema(), table.table());
    }

    private Relation renamed(Relation relation) {
        return relation instanceof Relation.Scan scan
                ? new Relation.Scan(renamed(scan.table()), scan.fields())
                : Relations.withInputs(
                        relation, relation.inputs().stream().map(this::renamed).toList());
    }

    @Override
    public SourceAnswer answer(SourceRequest request) {
        return Envelope.readAnswer(
                deployed.invoke(Envelope.request(renamed(request), SourceRequestCodec::write)),
                SourceAnswerCodec::read);
    }

    private SourceRequest renamed(SourceRequest request) {
        return switch (request) {
            case SourceRequest.Execute e ->
                    new SourceRequest.Execute(
                            e.grant(),
                            renamed(e.fragment()),
                            e.fragmentId(),
                            e.split(),
                            e.pushdown(),
                            e.inlineBytesMax(),
                            e.deadline());
            case SourceRequest.PlanSplits p ->
                    new SourceRequest.PlanSplits(
                            p.grant(), renamed(p.fragment()), p.splitsMax(), p.deadline());
            case SourceRequest.Explain e ->
                    new SourceRequest.Explain(e.grant(), renamed(e.fragment()), e.pushdown());
            case SourceRequest.Discover d -> d;
            case SourceRequest.Write w ->
                    throw new IllegalArgumentException("the kit writes nothing: " + w.table());
            case SourceRequest.Profile p ->
                    new SourceRequest.Profile(
                            p.grant(), renamed(p.table()), p.rowsMax(), p.deadline());
        };
    }

    @Override
    public byte[] load(SourceAnswer.Part part) {
        return deployed.load(part.location().substring(deployed.bucket().length() + 1));
    }

    @Override
    public int fragmentsRecorded() {
        return deployed.fragmentsRecorded();
    }

    @Override
    public void cancel(String queryId) {
        deployed.cancel(queryId);
    }
}
