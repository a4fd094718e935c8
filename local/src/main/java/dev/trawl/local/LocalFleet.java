package dev.trawl.local;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import com.nimbusds.jose.jwk.ECKey;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.IssuerConfig;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.fleet.SourceConfig;
import dev.trawl.local.aws.AwsEdge;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.aws.Callers;
import dev.trawl.local.aws.KnownSecrets;
import dev.trawl.local.aws.SecretsFile;
import dev.trawl.local.aws.SigningKeys;
import dev.trawl.local.front.Front;
import dev.trawl.local.front.FrontSettings;
import dev.trawl.local.http.LoopbackServer;
import dev.trawl.local.issuer.DevelopmentIssuer;
import dev.trawl.local.lambda.Fault;
import dev.trawl.local.lambda.FunctionSpec;
import dev.trawl.local.lambda.HostSettings;
import dev.trawl.local.lambda.Initialization;
import dev.trawl.local.lambda.InvocationAnswer;
import dev.trawl.local.lambda.InvocationRecord;
import dev.trawl.local.lambda.LambdaHost;
import dev.trawl.local.process.ProcessIdentity;
import dev.trawl.local.process.ProcessLedger;
import dev.trawl.local.stores.PostgresServer;
import dev.trawl.local.stores.StoreHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A whole fleet on this machine: stores, issuer, functions, HTTP front.
///
/// All of it listens on 127.0.0.1. What it keeps is in one folder, which one fleet holds at a time;
/// a fleet that was killed is cleaned up by the next. Thread-safe. Whoever starts it closes it.
public final class LocalFleet implements AutoCloseable {

    private static final int PSEUDONYM_KEY_BYTES = 32;

    private final FleetConfig config;
    private final Clock clock = Clock.systemUTC();
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final FleetStores stores;
    private final LambdaHost host;
    private final Front front;
    private final FleetFile file;
    private final Path state;

    /// Starts a fleet from what the build has made.
    ///
    /// @throws FleetException if it cannot start; then nothing is left running
    public static LocalFleet start(FleetConfig config, Path state) {
        return start(config, state, FleetOptions.built());
    }

    /// Starts a fleet.
    ///
    /// @throws FleetException if it cannot start; then nothing is left running
    public static LocalFleet start(FleetConfig config, Path state, FleetOptions options) {
        return new LocalFleet(config, state, options, Path.of("trawl.yaml"));
    }

    static LocalFleet start(FleetConfig config, Path state, FleetOptions options, Path file) {
        return new LocalFleet(config, state, options, file);
    }

    private LocalFleet(FleetConfig config, Path folder, FleetOptions options, Path configFile) {
        this.config = config;
        List<PlannedFunction> functions = FleetPlan.of(config);
        functions.forEach(function -> options.code().of(function.module()));
        Consumer<String> progress = options.progress();
        StateFolder stateFolder = open(StateFolder.open(folder));
        this.state = stateFolder.path();
        try {
            ProcessLedger ledger =
                    open(new ProcessLedger(state.resolve("processes"), state.toString()));
            int stale = ledger.endStale();
            if (stale > 0) {
                progress.accept("ended " + stale + " processes of a fleet that was killed");
            }
            SecretsFile secrets = new SecretsFile(state.resolve("secrets.json"));
            SigningKeys keys = new SigningKeys(state.resolve("keys"));
            ECKey signingKey = keys.findOrCreate(FleetPlan.SIGNING_KEY);
            prepareKeys(secrets);
            AwsKey administrator = AwsKey.generate("administrator");
            Map<String, AwsKey> callerKeys = new HashMap<>();
            functions.forEach(
                    function -> callerKeys.put(function.name(), AwsKey.generate(function.name())));

            FleetTriggers triggers = new FleetTriggers(config, state, options.scheduleClock());
            progress.accept("starting the stores");
            this.stores =
                    open(
                            FleetStores.start(
                                    new FleetStores.Setup(
                                            config,
                                            new StoreHome(options.home(), state.resolve("logs")),
                                            state,
                                            administrator,
                                            buckets(functions, callerKeys, administrator),
                                            triggers.objectEvents(),
                                            secrets,
                                            ledger)));
            requireSecrets(secrets);
            Optional<DevelopmentIssuer> issuer = startIssuer();

            progress.accept("deploying " + functions.size() + " functions");
            this.host =
                    open(
                            new LambdaHost(
                                    hostSettings(options)
                                            .withSecrets(() ->
                                                    KnownSecrets.of(
                                                            secrets, Optional.of(signingKey))),
                                    ledger));
            Callers callers = new Callers(clock);
            functions.forEach(
                    function -> callers.add(key(callerKeys, function), function.rights()));
            LoopbackServer edge =
                    open(
                            LoopbackServer.start(
                                    0,
                                    new AwsEdge(
                                            callers, secrets, keys, host, triggers.schedules())));
            FleetVariables variables =
                    new FleetVariables(
                            config,
                            edge.endpoint(),
                            stores.s3Endpoint(),
                            stores.dynamoEndpoint(),
                            issuer.map(DevelopmentIssuer::jwksUri).orElse(null),
                            signingKey);
            for (PlannedFunction function : functions) {
                deploy(function, options.code(), variables, key(callerKeys, function));
            }
            host.forgetOtherCode();
            warm(progress);
            open(triggers).start(host);
            this.front =
                    open(
                            new Front(
                                    FrontSettings.of(
                                            config.http().port(),
                                            config.http().corsOrigins(),
                                            state.resolve("logs/access.log")),
                                    host,
                                    config::deployedName,
                                    options.authorizer().apply(variables.issuers())));
            this.file =
                    new FleetFile(
                            config.fleet(),
                            ProcessIdentity.of(ProcessHandle.current()),
                            clock.instant(),
                            configFile.toAbsolutePath(),
                            front.endpoint(),
                            stores.s3Endpoint(),
                            stores.dynamoEndpoint(),
                            edge.endpoint(),
                            administrator,
                            stores.postgres().map(server -> server.url("postgres")).orElse(null));
            file.write(state);
            progress.accept("ready at " + front.endpoint());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// The address of the HTTP API.
    public String endpoint() {
        return front.endpoint();
    }

    /// What `fleet.json` says.
    public FleetFile file() {
        return file;
    }

    /// The folder with everything the fleet keeps.
    public Path state() {
        return state;
    }

    /// A token of a development principal for one hour.
    public String token(String principal) {
        return DevelopmentTokens.of(config, state).mint(principal, Duration.ofHours(1));
    }

    /// The embedded PostgreSQL, if a source has a database in it.
    public Optional<PostgresServer> postgres() {
        return stores.postgres();
    }

    /// Invokes a function by its logical name, such as `source-bookings`.
    public InvocationAnswer invoke(String function, byte[] event) {
        return host.invoke(config.deployedName(function), event);
    }

    /// The live environments of a function.
    public List<LambdaHost.LiveEnvironment> environments(String function) {
        return host.environments(config.deployedName(function));
    }

    /// Kills all environments of a function, in the middle of whatever they do.
    public void killEnvironments(String function) {
        host.killEnvironments(config.deployedName(function));
    }

    /// Plants a failure at the n-th call of a function from now, counted from 1.
    public void failAt(String function, int n, Fault fault) {
        host.failAt(config.deployedName(function), n, fault);
    }

    /// The last finished invocations of a function, oldest first.
    public List<InvocationRecord> invocations(String function) {
        String name = config.deployedName(function);
        return host.invocations().stream()
                .filter(invocation -> invocation.function().equals(name))
                .toList();
    }

    /// The log file of a function.
    public Path log(String function) {
        return host.logFolder().resolve(config.deployedName(function) + ".log");
    }

    @Override
    public void close() {
        try {
            FleetFile.delete(state);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            while (!parts.isEmpty()) {
                closeQuietly(parts.pop());
            }
        }
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            System.getLogger(LocalFleet.class.getName())
                    .log(System.Logger.Level.WARNING, "a part of the fleet did not stop", e);
        }
    }

    private void prepareKeys(SecretsFile secrets) {
        SecureRandom random = new SecureRandom();
        Stream<String> domains =
                config.pseudonymDomains().stream()
                        .map(domain -> FleetPlan.pseudonymSecret(config, domain));
        Stream<String> notices =
                config.deployment().notices().stream().flatMap(n -> Stream.ofNullable(n.secret()));
        for (String secret : Stream.concat(domains, notices).toList()) {
            secrets.findOrCreate(
                    secret,
                    () -> {
                        byte[] key = new byte[PSEUDONYM_KEY_BYTES];
                        random.nextBytes(key);
                        return Base64.getEncoder().encodeToString(key);
                    });
        }
    }

    private static Map<AwsKey, Set<String>> buckets(
            List<PlannedFunction> functions, Map<String, AwsKey> keys, AwsKey administrator) {
        Map<AwsKey, Set<String>> buckets = new HashMap<>();
        buckets.put(administrator, Set.of("*"));
        functions.forEach(
                function -> buckets.put(key(keys, function), function.rights().buckets()));
        return buckets;
    }

    private static AwsKey key(Map<String, AwsKey> keys, PlannedFunction function) {
        return Objects.requireNonNull(keys.get(function.name()));
    }

    private void requireSecrets(SecretsFile secrets) {
        for (SourceConfig source : config.sources()) {
            if (source.secret() != null && secrets.find(source.secret()).isEmpty()) {
                throw new FleetException(
                        "Source "
                                + source.name()
                                + " reads the secret '"
                                + source.secret()
                                + "', which is not in "
                                + secrets.file()
                                + ": add it there as a text"
                                + " {\"url\": …, \"user\": …, \"password\": …}.");
            }
        }
    }

    private Optional<DevelopmentIssuer> startIssuer() {
        return config.developmentIssuer()
                .map(IssuerConfig::issuer)
                .map(name ->
                        open(DevelopmentIssuer.start(name, DevelopmentTokens.key(config, state))));
    }

    private HostSettings hostSettings(FleetOptions options) {
        return HostSettings.of(state, config.region())
                .withIdleMax(Duration.ofSeconds(config.local().idleSeconds()))
                .withJvmFlags(config.local().jvmFlags())
                .withClassCache(options.classCache());
    }

    private void deploy(
            PlannedFunction function, FunctionCode code, FleetVariables variables, AwsKey key) {
        FunctionCode.Code built = code.of(function.module());
        host.deploy(
                new FunctionSpec(
                        config.deployedName(function.name()),
                        built.zip(),
                        built.handler(),
                        function.limits(),
                        variables.of(function, key),
                        List.of(),
                        initialization(function)));
    }

    /// The executor has more scratch than SnapStart takes.
    private Initialization initialization(PlannedFunction function) {
        return config.local().rehearsesSnapStart() && !function.name().equals("executor")
                ? Initialization.SNAP_START
                : Initialization.ON_DEMAND;
    }

    private void warm(Consumer<String> progress) {
        Instant start = clock.instant();
        Map<String, Long> counts =
                config.local().warm().stream()
                        .collect(groupingBy(identity(), LinkedHashMap::new, counting()));
        counts.entrySet().parallelStream()
                .forEach(each ->
                        host.warm(
                                config.deployedName(each.getKey()),
                                Math.toIntExact(each.getValue())));
        if (!counts.isEmpty()) {
            progress.accept(
                    "warmed "
                            + counts.entrySet().stream()
                                    .map(LocalFleet::times)
                                    .collect(joining(", "))
                            + " in "
                            + Duration.between(start, clock.instant()).toMillis()
                            + " ms");
        }
    }

    private static String times(Map.Entry<String, Long> function) {
        return function.getValue() == 1
                ? function.getKey()
                : function.getValue() + " × " + function.getKey();
    }
}
