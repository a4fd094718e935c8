package dev.trawl.source.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.UntrustedKey;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Field;
import dev.trawl.plan.Relation;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.protocol.TrawlException;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.InMemorySource;
import dev.trawl.source.kit.KitTable;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.store.memory.InMemorySecrets;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The whole function but its store: messages as JSON, grants that are really signed.
class SourceFunctionTest {
    private static final TableName TABLE = Harness.name("pets");
    private static final Field ID = new Field("id", Type.Simple.BIGINT);
    private static final Field NAME = new Field("name", Type.Simple.VARCHAR);

    private final UntrustedKey root = new UntrustedKey();
    private final GrantSigner signer =
            new GrantSigner(root, Duration.ofHours(1), Clock.systemUTC());
    private final InMemoryObjectStore results = new InMemoryObjectStore("state");
    private final FunctionEdge edge = edge();

    private FunctionEdge edge() {
        InMemorySource source = new InMemorySource(relation -> relation);
        Map<String, String> mapping =
                source.create(new KitTable("pets", List.of(ID, NAME), List.of(List.of(7L, "Rex"))));
        CatalogTable table =
                new CatalogTable(
                        TABLE,
                        "pets",
                        Set.of(),
                        "",
                        "",
                        List.of(
                                new CatalogColumn("id", ID.type(), Set.of(), true, ""),
                                new CatalogColumn("name", NAME.type(), Set.of(), true, "")),
                        mapping,
                        1);
        SourceFunctionSettings settings =
                SourceFunctionSettings.of(
                        new Settings(
                                Map.of(
                                        "TRAWL_SOURCE",
                                        Harness.SOURCE,
                                        "TRAWL_STATE_TABLE",
                                        "table",
                                        "TRAWL_STATE_BUCKET",
                                        "state",
                                        "TRAWL_TRUSTED_ROOTS",
                                        root.jwks())));
        return SourceFunction.edge(
                "source-kit",
                settings,
                new SourceFunction.Stores(
                        results,
                        new InMemoryItemTable(),
                        new InMemorySecrets(Map.of()),
                        new Fixed(
                                new CatalogSnapshot(
                                        "hash", Map.of(), Map.of(TABLE, table), Map.of()))),
                source,
                new Calls(Clock.systemUTC()));
    }

    private record Fixed(CatalogSnapshot current) implements Snapshots {
        @Override
        public CatalogSnapshot load(String hash) {
            return current;
        }
    }

    private static Grant grant(String audience, List<GrantedRelation> relations) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Grant(
                "g",
                audience,
                now,
                now.plusSeconds(60),
                "q",
                "issuer|somebody",
                "care",
                Action.READ,
                "state/results/q",
                null,
                "hash",
                1,
                relations);
    }

    private static GrantedRelation onlyId() {
        return new GrantedRelation(
                TABLE, List.of(ID), List.of(new GrantedColumn("id", 0, List.of())), null);
    }

    private SourceAnswer call(String grant, Relation fragment) {
        SourceRequest request =
                new SourceRequest.Execute(
                        grant,
                        fragment,
                        "0",
                        null,
                        SourceRequest.Pushdown.FULL,
                        1_000_000,
                        Instant.now().plusSeconds(20));
        String answer =
                edge.answer(
                        Envelope.request(request, SourceRequestCodec::write)
                                .getBytes(StandardCharsets.UTF_8),
                        new Invocation("r", null, Instant.now().plusSeconds(60)));
        return Envelope.readAnswer(answer, SourceAnswerCodec::read);
    }

    private void refused(String grant, Relation fragment, ErrorCode code) {
        assertThatThrownBy(() -> call(grant, fragment))
                .isInstanceOfSatisfying(
                        TrawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aSignedGrantShowsItsColumnsAndIsRecorded() {
        String signed = signer.sign(grant(Harness.SOURCE, List.of(onlyId())));
        SourceAnswer.Rows rows =
                (SourceAnswer.Rows) call(signed, new Relation.Scan(TABLE, List.of(ID)));
        assertThat(rows.statistics().rows()).isEqualTo(1);
        assertThat(audit())
                .contains(
                        "\"kind\":\"fragment\"",
                        "\"table\":\"kit.public.pets\",\"columns\":[{\"name\":\"id\",\"mask\":null}]",
                        "issuer|somebody",
                        "\"code\":null");
    }

    @Test
    void whatIsNotGrantedIsRefusedAndRecorded() {
        String signed = signer.sign(grant(Harness.SOURCE, List.of(onlyId())));
        refused(signed, new Relation.Scan(TABLE, List.of(NAME)), ErrorCode.GRANT_EXCEEDED);
        assertThat(audit())
                .contains("{\"name\":\"name\",\"mask\":null}", "\"code\":\"GRANT_EXCEEDED\"");
    }

    @Test
    void grantsForOthersAndForgedGrantsAreRefused() {
        Relation scan = new Relation.Scan(TABLE, List.of(ID));
        refused(signer.sign(grant("other", List.of())), scan, ErrorCode.GRANT_INVALID);
        GrantSigner forger =
                new GrantSigner(new UntrustedKey(), Duration.ofHours(1), Clock.systemUTC());
        refused(
                forger.sign(grant(Harness.SOURCE, List.of(onlyId()))),
                scan,
                ErrorCode.GRANT_INVALID);
        String signed = signer.sign(grant(Harness.SOURCE, List.of(onlyId())));
        int middle = signed.indexOf('.') + 20;
        char other = signed.charAt(middle) == 'A' ? 'B' : 'A';
        refused(
                signed.substring(0, middle) + other + signed.substring(middle + 1),
                scan,
                ErrorCode.GRANT_INVALID);
        refused("", scan, ErrorCode.GRANT_INVALID);
        assertThat(results.list("", 10)).isEmpty();
    }

    private String audit() {
        List<String> keys = results.list("audit/log/", 10).stream().map(o -> o.key()).toList();
        assertThat(keys).hasSize(1);
        return new String(results.load(keys.getFirst()), StandardCharsets.UTF_8);
    }
}
