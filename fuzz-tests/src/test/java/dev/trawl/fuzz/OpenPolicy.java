package dev.trawl.fuzz;

import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Decision;
import dev.trawl.protocol.DecisionCodec;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.DecisionRequestCodec;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.TrawlException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lets everybody read everything in clear. Grants are names of what was granted. Thread-safe.
final class OpenPolicy {
    private static final long VALID_SECONDS = 300;

    private final CatalogSnapshot catalog;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    OpenPolicy(CatalogSnapshot catalog) {
        this.catalog = catalog;
    }

    String answer(String message) {
        return Envelope.answer(
                decide(Envelope.readRequest(message, DecisionRequestCodec::read)),
                DecisionCodec::write);
    }

    Grant verified(String jws) {
        return Optional.ofNullable(grants.get(jws))
                .orElseThrow(() -> new TrawlException(ErrorCode.GRANT_INVALID, "no such grant"));
    }

    private Decision decide(DecisionRequest request) {
        Map<String, List<TableName>> bySource =
                request.tables().stream()
                        .collect(
                                Collectors.groupingBy(
                                        TableName::source, TreeMap::new, Collectors.toList()));
        Map<String, String> signed = new TreeMap<>();
        bySource.forEach((source, tables) -> {
            String jws = "grant-%d".formatted(grants.size());
            grants.put(jws, grant(jws, source, request, tables));
            signed.put(source, jws);
        });
        return new Decision(
                "issuer|fay",
                request.purpose(),
                request.catalogHash(),
                1,
                Instant.now().plusSeconds(VALID_SECONDS),
                "everything",
                request.tables().stream().map(this::permit).toList(),
                signed,
                "ticket");
    }

    private Decision.Outcome permit(TableName table) {
        return new Decision.Permit(table, fields(table), List.of());
    }

    private List<Field> fields(TableName table) {
        CatalogTable found = catalog.table(table).orElseThrow();
        return found.columns().stream().map(c -> new Field(c.name(), c.type())).toList();
    }

    private Grant grant(String id, String source, DecisionRequest request, List<TableName> tables) {
        return new Grant(
                id,
                source,
                Instant.EPOCH,
                Instant.now().plusSeconds(VALID_SECONDS),
                request.queryId(),
                "issuer|fay",
                request.purpose(),
                Action.READ,
                "state/spill/" + id,
                null,
                catalog.hash(),
                1,
                tables.stream().map(this::clear).toList());
    }

    private GrantedRelation clear(TableName table) {
        List<Field> fields = fields(table);
        return new GrantedRelation(
                table,
                fields,
                IntStream.range(0, fields.size())
                        .mapToObj(i -> new GrantedColumn(fields.get(i).name(), i, List.of()))
                        .toList(),
                null);
    }
}
