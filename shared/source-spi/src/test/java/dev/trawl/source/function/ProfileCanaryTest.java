package dev.trawl.source.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.UntrustedKey;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Invocation;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Field;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.Envelope;
import dev.trawl.protocol.Grant;
import dev.trawl.protocol.GrantedColumn;
import dev.trawl.protocol.GrantedRelation;
import dev.trawl.protocol.PersonalData;
import dev.trawl.protocol.SourceAnswer;
import dev.trawl.protocol.SourceAnswerCodec;
import dev.trawl.protocol.SourceRequest;
import dev.trawl.protocol.SourceRequestCodec;
import dev.trawl.source.kit.Harness;
import dev.trawl.source.kit.InMemorySource;
import dev.trawl.source.kit.KitTable;
import dev.trawl.store.ItemTable;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.store.memory.InMemorySecrets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Values that are nowhere else are looked for in all that leaves a source function.
class ProfileCanaryTest {
    private static final TableName TABLE = Harness.name("people");
    private static final List<Field> FIELDS =
            List.of(
                    new Field("mail", Type.Simple.VARCHAR),
                    new Field("card_number", Type.Simple.BIGINT),
                    new Field("notes", Type.Simple.VARCHAR));
    private static final int ROWS = 50;

    private final UntrustedKey root = new UntrustedKey();
    private final InMemoryObjectStore state = new InMemoryObjectStore("state");
    private final InMemoryItemTable items = new InMemoryItemTable();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void aProfileTellsWhatColumnsHoldAndNoneOfTheirValues() {
        String answer = answer(new SourceRequest.Profile(grant(), TABLE, 1_000, later()));
        SourceAnswer.Profile profile =
                (SourceAnswer.Profile) Envelope.readAnswer(answer, SourceAnswerCodec::read);
        assertThat(profile.columns())
                .extracting(SourceAnswer.ColumnProfile::found)
                .containsExactly(PersonalData.EMAIL, PersonalData.CARD, PersonalData.TEXT);
        assertNoCanary(answer);
    }

    @Test
    void aProfileThatFailsTellsNoValueEither() {
        assertNoCanary(answer(new SourceRequest.Profile(grant(), TABLE, 0, later())));
        assertNoCanary(
                answer(
                        new SourceRequest.Profile(
                                grant(), TABLE, 10, Instant.now().minusSeconds(1))));
    }

    private void assertNoCanary(String answer) {
        List<String> left = new ArrayList<>(List.of(answer, log.toString(StandardCharsets.UTF_8)));
        state.list("", 1_000)
                .forEach(o -> left.add(new String(state.load(o.key()), StandardCharsets.UTF_8)));
        for (String partition : List.of("query#q", "audit", "resource", "fragment")) {
            items.list(partition, "", 100, ItemTable.Order.ASCENDING)
                    .forEach(i -> left.add(i.document()));
        }
        assertThat(left).hasSizeGreaterThan(1);
        assertThat(left).noneMatch(text -> text.contains("canary") || text.contains("411111111"));
    }

    private static Instant later() {
        return Instant.now().plusSeconds(20);
    }

    private String answer(SourceRequest request) {
        return edge().answer(
                        Envelope.request(request, SourceRequestCodec::write)
                                .getBytes(StandardCharsets.UTF_8),
                        new Invocation("r", null, Instant.now().plusSeconds(60)));
    }

    private String grant() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        GrantedRelation relation =
                new GrantedRelation(
                        TABLE,
                        FIELDS,
                        IntStream.range(0, FIELDS.size())
                                .mapToObj(
                                        i -> new GrantedColumn(FIELDS.get(i).name(), i, List.of()))
                                .toList(),
                        null);
        return new GrantSigner(root, Duration.ofHours(1), Clock.systemUTC())
                .sign(
                        new Grant(
                                "g",
                                Harness.SOURCE,
                                now,
                                now.plusSeconds(60),
                                "q",
                                "issuer|scanner",
                                null,
                                Action.SCAN,
                                "state/results/q",
                                null,
                                "hash",
                                1,
                                List.of(relation)));
    }

    private FunctionEdge edge() {
        InMemorySource source = new InMemorySource(relation -> relation);
        Map<String, String> mapping = source.create(new KitTable("people", FIELDS, rows()));
        CatalogTable table =
                new CatalogTable(
                        TABLE,
                        "people",
                        Set.of(),
                        "",
                        "",
                        FIELDS.stream()
                                .map(f ->
                                        new CatalogColumn(f.name(), f.type(), Set.of(), false, ""))
                                .toList(),
                        mapping,
                        ROWS);
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
        SourceFunction.Stores stores =
                new SourceFunction.Stores(
                        state,
                        items,
                        new InMemorySecrets(Map.of()),
                        new Fixed(
                                new CatalogSnapshot(
                                        "hash", Map.of(), Map.of(TABLE, table), Map.of())));
        return new FunctionEdge(
                SourceFunction.endpoints(
                        SourceFunction.service(settings, stores, source, Clock.systemUTC())),
                new JsonLog(
                        new PrintStream(log, true, StandardCharsets.UTF_8),
                        Clock.systemUTC(),
                        Map.of()),
                Clock.systemUTC());
    }

    private static List<List<@Nullable Object>> rows() {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(
                    List.of(
                            "canary%d@canary.example".formatted(i),
                            4_111_111_111_111_111L,
                            "this canary was seen in the mine on day " + i));
        }
        return rows;
    }

    private record Fixed(CatalogSnapshot current) implements Snapshots {
        @Override
        public CatalogSnapshot load(String hash) {
            return current;
        }
    }
}
