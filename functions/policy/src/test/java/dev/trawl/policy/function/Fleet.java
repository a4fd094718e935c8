package dev.trawl.policy.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trawl.audit.AuditLog;
import dev.trawl.auth.EpochFloor;
import dev.trawl.auth.GrantLimits;
import dev.trawl.auth.GrantSigner;
import dev.trawl.auth.GrantVerifier;
import dev.trawl.auth.PolicyEpoch;
import dev.trawl.auth.TicketVerifier;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.catalog.CatalogColumn;
import dev.trawl.catalog.CatalogSnapshot;
import dev.trawl.catalog.CatalogSource;
import dev.trawl.catalog.CatalogTable;
import dev.trawl.catalog.Snapshots;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import dev.trawl.plan.Expr;
import dev.trawl.plan.Field;
import dev.trawl.plan.Function;
import dev.trawl.plan.TableName;
import dev.trawl.plan.Type;
import dev.trawl.policy.FilterCompiler;
import dev.trawl.policy.PolicyCompiler;
import dev.trawl.policy.PolicyResource;
import dev.trawl.policy.PolicySet;
import dev.trawl.protocol.Action;
import dev.trawl.protocol.DecisionRequest;
import dev.trawl.protocol.ErrorCode;
import dev.trawl.protocol.TrawlException;
import dev.trawl.store.memory.InMemoryItemTable;
import dev.trawl.store.memory.InMemoryObjectStore;
import dev.trawl.testkit.MovableClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The policy function's parts in memory, over two sources with a table each.
final class Fleet {
    static final TableName BOOKINGS = TableName.parse("bookings.public.bookings");
    static final TableName FLIGHTS = TableName.parse("flights.public.flights");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T12:00:00Z"));
    final TestKeys keys = new TestKeys();
    final PolicySettings settings = PolicySettings.of(new Settings(environment(Map.of())));
    final InMemoryItemTable items = new InMemoryItemTable();
    final InMemoryObjectStore state = new InMemoryObjectStore("state");
    final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    final Map<String, PolicySet> policies = new HashMap<>(Map.of("", compiled()));
    Head head = new Head("c1", "", "", PolicyEpoch.FIRST);
    boolean isStoreDown;
    private int ids;

    final GrantSigner signer = new GrantSigner(keys, settings.certificateLife(), clock);
    final PoliciesInForce inForce =
            new PoliciesInForce(
                    this::loadHead,
                    hash -> {
                        PolicySet set = policies.get(hash);
                        if (set == null) {
                            throw new TrawlException(ErrorCode.NOT_FOUND, "no such policies");
                        }
                        return set;
                    },
                    new FixedSnapshots(),
                    settings,
                    clock);
    final Credentials credentials =
            new Credentials(
                    new TokenVerifier(
                            settings.issuers(),
                            _ -> keys.issuerKeys(),
                            VerifierSettings.DEFAULT,
                            clock),
                    new TicketVerifier(keys.roots(), clock));
    final JsonLog log =
            new JsonLog(new PrintStream(logged, true, StandardCharsets.UTF_8), clock, Map.of());
    final PolicyService service =
            new PolicyService(
                    credentials,
                    inForce,
                    new GrantIssuer(
                            signer,
                            new DecisionAudit(
                                    new AuditLog(state, "policy", () -> "1"),
                                    new DecisionRecords(state),
                                    log),
                            "state",
                            settings.grantLife(),
                            () -> "g" + ++ids),
                    new RateCounts(items),
                    signer,
                    new Administration(settings.administrators(), clock),
                    settings,
                    clock);

    static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment =
                new HashMap<>(
                        Map.of(
                                "TRAWL_STATE_TABLE", "table",
                                "TRAWL_STATE_BUCKET", "state",
                                "TRAWL_SIGNING_KEY_ID", "root",
                                "TRAWL_TRUSTED_ROOTS", "{\"keys\":[]}",
                                "TRAWL_ADMINISTRATORS", TestKeys.ISSUER + "|root",
                                "TRAWL_ISSUERS",
                                        """
                                        [{"issuer":"https://issuer.example",
                                          "jwksUri":"https://issuer.example/jwks",
                                          "audiences":["trawl"],"algorithms":["ES256"]}]\
                                        """));
        environment.putAll(more);
        return environment;
    }

    void apply(PolicyResource... resources) {
        String hash = "p" + policies.size();
        policies.put(hash, compiled(resources));
        head = new Head(head.catalogHash(), "", hash, head.epoch());
        inForce.expire();
    }

    String token(String subject, String... groups) {
        return keys.token(subject, clock.instant().plusSeconds(600), List.of(groups));
    }

    DecisionRequest request(String token, TableName... tables) {
        return new DecisionRequest(
                new DecisionRequest.Credential.Token(token),
                null,
                Action.READ,
                "q1",
                "c1",
                null,
                List.of(tables));
    }

    GrantVerifier source(String name, EpochFloor floor) {
        return new GrantVerifier(keys.roots(), name, floor, GrantLimits.DEFAULT, clock);
    }

    static PolicyResource policy(String name, String spec) {
        return resource(PolicyResource.Kind.POLICY, name, spec);
    }

    static PolicyResource resource(PolicyResource.Kind kind, String name, String spec) {
        try {
            return new PolicyResource(kind, name, YAML.readTree(spec));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static PolicySet compiled(PolicyResource... resources) {
        return switch (new PolicyCompiler(EQUALITY).compile(List.of(resources), catalog("c1"))) {
            case PolicyCompiler.Compiled compiled -> compiled.policies();
            case PolicyCompiler.Rejected rejected ->
                    throw new AssertionError(rejected.problems().toString());
        };
    }

    private Head loadHead() {
        if (isStoreDown) {
            throw new TrawlException(ErrorCode.STORE_UNAVAILABLE, "no table");
        }
        return head;
    }

    /// Reads `a = b` over columns; no more is needed here.
    static final FilterCompiler EQUALITY =
            (sql, columns) -> {
                String[] sides = sql.split(" = ", 2);
                return Expr.Call.of(
                        Function.EQ, column(sides[0], columns), column(sides[1], columns));
            };

    private static Expr column(String name, List<Field> columns) {
        String plain = name.replace("\"", "");
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(plain)) {
                return new Expr.Column(i, columns.get(i).type());
            }
        }
        throw new TrawlException(ErrorCode.COLUMN_NOT_FOUND, "no column " + plain);
    }

    static CatalogSnapshot catalog(String hash) {
        return new CatalogSnapshot(
                hash,
                Map.of(
                        "bookings", new CatalogSource("bookings", "jdbc", "source-bookings"),
                        "flights", new CatalogSource("flights", "objects", "source-flights")),
                Map.of(BOOKINGS, table(BOOKINGS), FLIGHTS, table(FLIGHTS)),
                Map.of());
    }

    private static CatalogTable table(TableName name) {
        return new CatalogTable(
                name,
                name.table(),
                Set.of(),
                "ops",
                "",
                List.of(
                        new CatalogColumn("id", Type.Simple.BIGINT, Set.of(), true, ""),
                        new CatalogColumn("origin", Type.Simple.VARCHAR, Set.of(), true, ""),
                        new CatalogColumn(
                                "email", Type.Simple.VARCHAR, Set.of("pii.email"), true, "")),
                Map.of(),
                -1);
    }

    static final class FixedSnapshots implements Snapshots {
        @Override
        public CatalogSnapshot current() {
            return catalog("c1");
        }

        @Override
        public CatalogSnapshot load(String hash) {
            return catalog(hash);
        }
    }

    Instant now() {
        return clock.instant();
    }
}
