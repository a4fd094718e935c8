package dev.trawl.fleet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The functions of a fleet and the least each needs.
///
/// Policy alone signs; query, executor and export reach no source's secret or bucket; a source
/// invokes nobody; only jobs (scans, exports) may ask policy for a machine principal.
public final class FleetPlan {

    /// The id of the key that certifies grants.
    public static final String SIGNING_KEY = "grants";

    /// The alias of every function that callers mean.
    public static final String LIVE = "live";

    /// The alias of the policy function by which machine principals come; only jobs may use it.
    public static final String MACHINE = "machine";

    private static final String POLICY_MACHINE = "policy:" + MACHINE;

    private final FleetConfig config;

    private FleetPlan(FleetConfig config) {
        this.config = config;
    }

    /// The function that checks tokens at the gateway where the gateway itself cannot.
    public static final String AUTHORIZER = "authorizer";

    /// The functions of a fleet.
    public static List<PlannedFunction> of(FleetConfig config) {
        return new FleetPlan(config).functions();
    }

    /// The function that checks tokens at the gateway; in an account only, and only where the
    /// gateway cannot: it knows one issuer per authorizer, and RSA. It may nothing.
    public static Optional<PlannedFunction> authorizer(FleetConfig config) {
        List<IssuerConfig> issuers =
                config.issuers().stream().filter(issuer -> !issuer.isDevelopment()).toList();
        boolean isOneOfRsa =
                issuers.size() == 1 && issuers.getFirst().algorithms().equals(List.of("RS256"));
        return isOneOfRsa
                ? Optional.empty()
                : Optional.of(
                        new FleetPlan(config)
                                .fixed(
                                        AUTHORIZER,
                                        AUTHORIZER,
                                        FunctionRights.none(AUTHORIZER),
                                        Map.of()));
    }

    /// The id of a pseudonym domain's secret.
    public static String pseudonymSecret(FleetConfig config, String domain) {
        return config.fleet() + "/pseudonym/" + domain;
    }

    private List<PlannedFunction> functions() {
        List<String> sources =
                config.sources().stream().map(source -> "source-" + source.name()).toList();
        List<PlannedFunction> functions = new ArrayList<>();
        functions.add(
                fixed(
                        "query",
                        "query",
                        rights("query", and(sources, "policy", "executor")),
                        Map.of("TRAWL_ROLE", "query")));
        functions.add(
                fixed(
                        "executor",
                        "query",
                        rights("executor", and(sources, "policy")),
                        Map.of("TRAWL_ROLE", "executor")));
        functions.add(fixed("policy", "policy", policyRights(), policyVariables()));
        functions.add(
                fixed(
                        "scan-metadata",
                        "scan-metadata",
                        rights(
                                "scan-metadata",
                                and(
                                        sources,
                                        "policy",
                                        POLICY_MACHINE,
                                        "query",
                                        "scan-metadata",
                                        "export")),
                        Map.of("TRAWL_SOURCE_BUCKETS", sourceBuckets())));
        functions.add(fixed("export", "export", exportRights(), exportVariables()));
        config.sources().forEach(source -> functions.add(source(source)));
        return functions;
    }

    /// Export calls the sources that it may write, and no other. The function that declares
    /// datasets does so for committed runs.
    private FunctionRights exportRights() {
        List<String> written =
                config.sources().stream()
                        .filter(s -> s.kind() == SourceConfig.Kind.JDBC)
                        .filter(s -> s.writing().isAllowed())
                        .map(s -> "source-" + s.name())
                        .toList();
        FunctionRights rights =
                rights(
                        "export",
                        and(
                                written,
                                "policy",
                                POLICY_MACHINE,
                                "query",
                                "executor",
                                "scan-metadata",
                                "export"));
        Set<String> buckets = new TreeSet<>(exportBuckets());
        buckets.add(config.stateBucket());
        Set<String> secrets =
                config.deployment().notices().stream()
                        .flatMap(n -> Stream.ofNullable(n.secret()))
                        .collect(Collectors.toSet());
        return new FunctionRights(
                "export", rights.functions(), secrets, rights.signingKeys(), buckets);
    }

    private Map<String, String> exportVariables() {
        Map<String, String> variables = new HashMap<>();
        if (!exportBuckets().isEmpty()) {
            variables.put("TRAWL_EXPORT_BUCKETS", String.join(",", exportBuckets()));
        }
        if (!config.deployment().exportKeys().isEmpty()) {
            variables.put("TRAWL_EXPORT_KEYS", String.join(",", config.deployment().exportKeys()));
        }
        if (!config.deployment().notices().isEmpty()) {
            variables.put("TRAWL_NOTICES", notices());
        }
        return variables;
    }

    /// Channels as the export function reads them.
    private String notices() {
        ArrayNode channels = JsonNodeFactory.instance.arrayNode();
        for (DeploymentConfig.Notice notice : config.deployment().notices()) {
            ObjectNode channel = channels.addObject().put("name", notice.name());
            if (notice.webhook() != null) {
                channel.put("webhook", notice.webhook()).put("secret", notice.secret());
                channel.put("private", notice.isPrivate());
            } else if (notice.topic() != null) {
                channel.put("topic", notice.topic());
            } else {
                channel.put("bus", notice.eventBus());
            }
        }
        return channels.toString();
    }

    private List<String> exportBuckets() {
        return config.sources().stream()
                .filter(s -> s.writing().isAllowed())
                .map(SourceConfig::bucket)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private PlannedFunction fixed(
            String name, String module, FunctionRights rights, Map<String, String> own) {
        FunctionConfig function =
                config.functions()
                        .getOrDefault(
                                name, Objects.requireNonNull(FunctionDefaults.FIXED.get(name)));
        return new PlannedFunction(
                name, module, function.limits(), rights, variables(name, function, own));
    }

    /// Sources by the bucket that they read, so that events of S3 find them.
    private String sourceBuckets() {
        ObjectNode buckets = JsonNodeFactory.instance.objectNode();
        config.sources().stream()
                .filter(source -> source.bucket() != null)
                .forEach(source -> buckets.withArray(source.bucket()).add(source.name()));
        return buckets.toString();
    }

    private PlannedFunction source(SourceConfig source) {
        String name = "source-" + source.name();
        Set<String> secrets = new TreeSet<>();
        Set<String> buckets = new TreeSet<>(Set.of(config.stateBucket()));
        Map<String, String> own = new HashMap<>();
        own.put("TRAWL_SOURCE", source.name());
        ObjectNode domains = JsonNodeFactory.instance.objectNode();
        for (String domain : source.pseudonymDomains()) {
            String secret = pseudonymSecret(config, domain);
            domains.put(domain, secret);
            secrets.add(secret);
        }
        own.put("TRAWL_PSEUDONYM_SECRETS", domains.toString());
        if (source.secret() != null) {
            own.put("TRAWL_SECRET_ID", source.secret());
            if (source.engine() != SourceConfig.Engine.POSTGRESQL) {
                own.put("TRAWL_ENGINE", source.engine().text());
            }
            secrets.add(source.secret());
            writing(source, own, secrets);
        }
        if (source.kind() == SourceConfig.Kind.SYSTEM) {
            own.put("TRAWL_SOURCE_KIND", "system");
        }
        if (source.bucket() != null) {
            own.put("TRAWL_DATA_BUCKET", source.bucket());
            buckets.add(source.bucket());
        }
        return new PlannedFunction(
                name,
                source.kind().module(),
                source.function().limits(),
                new FunctionRights(name, Set.of(), secrets, Set.of(), buckets),
                variables(name, source.function(), own));
    }

    private static void writing(SourceConfig source, Map<String, String> own, Set<String> secrets) {
        if (source.writing().isAllowed()) {
            own.put("TRAWL_WRITABLE", "true");
            String secret = source.writing().secret();
            if (secret != null) {
                own.put("TRAWL_WRITE_SECRET_ID", secret);
                secrets.add(secret);
            }
        }
    }

    private Map<String, String> variables(
            String name, FunctionConfig function, Map<String, String> own) {
        Map<String, String> variables = new HashMap<>(function.variables());
        variables.putAll(own);
        variables.put("TRAWL_FLEET", config.fleet());
        variables.put("TRAWL_FUNCTION", name);
        variables.put("TRAWL_STATE_TABLE", config.stateTable());
        variables.put("TRAWL_STATE_BUCKET", config.stateBucket());
        return variables;
    }

    private FunctionRights rights(String function, Set<String> invokes) {
        return new FunctionRights(
                function,
                invokes.stream().map(config::deployedName).collect(Collectors.toSet()),
                Set.of(),
                Set.of(),
                Set.of(config.stateBucket()));
    }

    private FunctionRights policyRights() {
        return new FunctionRights(
                "policy", Set.of(), Set.of(), Set.of(SIGNING_KEY), Set.of(config.stateBucket()));
    }

    private Map<String, String> policyVariables() {
        return Map.of(
                "TRAWL_SIGNING_KEY_ID",
                SIGNING_KEY,
                "TRAWL_ADMINISTRATORS",
                config.administrators().stream()
                        .map(administrator ->
                                administrator.issuer() + "|" + administrator.subject())
                        .collect(Collectors.joining(",")));
    }

    private static Set<String> and(List<String> sources, String... more) {
        Set<String> names = new TreeSet<>(sources);
        names.addAll(List.of(more));
        return names;
    }
}
