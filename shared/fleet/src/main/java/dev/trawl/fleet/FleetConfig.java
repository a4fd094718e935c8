package dev.trawl.fleet;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A fleet as `trawl.yaml` declares it, for the local fleet and the deployment alike.
///
/// `functions` holds only what differs from [FunctionDefaults]. `local` concerns this machine only,
/// `deployment` an account only.
public record FleetConfig(
        String fleet,
        String region,
        HttpConfig http,
        List<IssuerConfig> issuers,
        List<AdministratorConfig> administrators,
        List<PrincipalConfig> principals,
        List<SourceConfig> sources,
        List<String> pseudonymDomains,
        Map<String, FunctionConfig> functions,
        LocalConfig local,
        DeploymentConfig deployment) {

    private static final String NAME = "[a-z][a-z0-9_]{0,47}";

    /// The HTTP API: local port (0 for a free one) and origins that browsers may call from.
    public record HttpConfig(int port, List<String> corsOrigins) {

        public HttpConfig {
            corsOrigins = List.copyOf(corsOrigins);
            if (port < 0 || port > 65_535) {
                throw new ConfigException("http.port must be from 0 to 65535, not " + port + ".");
            }
        }
    }

    /// Whoever is issuer and subject of a token may administer the fleet.
    public record AdministratorConfig(String issuer, String subject) {}

    /// What concerns this machine only: functions with an environment started beforehand (a name
    /// that stands n times: with n), seconds until an idle environment ends, flags in place of the
    /// managed runtime's, and whether environments start as SnapStart would start them.
    public record LocalConfig(
            List<String> warm, int idleSeconds, List<String> jvmFlags, boolean rehearsesSnapStart) {

        /// What the managed runtime passes without SnapStart: one small collector, no C2.
        public static final List<String> MANAGED_RUNTIME_FLAGS =
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

        public LocalConfig {
            warm = List.copyOf(warm);
            jvmFlags = List.copyOf(jvmFlags);
            if (idleSeconds < 1) {
                throw new ConfigException("local.idleSeconds must be at least 1.");
            }
        }
    }

    public FleetConfig {
        issuers = List.copyOf(issuers);
        administrators = List.copyOf(administrators);
        principals = List.copyOf(principals);
        sources = List.copyOf(sources);
        pseudonymDomains = List.copyOf(pseudonymDomains);
        functions = Map.copyOf(functions);
        if (!fleet.matches("[a-z][a-z0-9-]{0,30}")) {
            throw new ConfigException(
                    "fleet must be a lower-case name of at most 31 characters, not '"
                            + fleet
                            + "'.");
        }
        if (issuers.isEmpty()) {
            throw new ConfigException("issuers must name at least one issuer of tokens.");
        }
        if (issuers.stream().filter(IssuerConfig::isDevelopment).count() > 1) {
            throw new ConfigException("Only one issuer can have development: true.");
        }
        requireNames("sources", sources.stream().map(SourceConfig::name).toList());
        requireNames("principals", principals.stream().map(PrincipalConfig::name).toList());
        requireNames("pseudonymDomains", pseudonymDomains);
        for (String function : functions.keySet()) {
            if (!FunctionDefaults.FIXED.containsKey(function)) {
                throw new ConfigException(
                        "functions."
                                + function
                                + " is not a function; there are "
                                + String.join(", ", FunctionDefaults.FIXED.keySet())
                                + ", and sources have their own settings.");
            }
        }
        for (SourceConfig source : sources) {
            requireDomains(source, pseudonymDomains);
        }
        for (SourceConfig source : sources) {
            requireNetwork(source, deployment);
        }
        for (String function : local.warm()) {
            requireFunction(function, sources);
        }
    }

    /// Reads a fleet's file.
    ///
    /// @throws ConfigException if it is not valid; the message names the place
    public static FleetConfig read(Path file) {
        return FleetConfigReader.read(file);
    }

    /// The issuer that the local fleet itself runs.
    public Optional<IssuerConfig> developmentIssuer() {
        return issuers.stream().filter(IssuerConfig::isDevelopment).findFirst();
    }

    /// The deployed name of a logical function.
    public String deployedName(String function) {
        return fleet + "-" + function;
    }

    /// The table with the fleet's state.
    public String stateTable() {
        return fleet + "-state";
    }

    /// The bucket with the fleet's state.
    public String stateBucket() {
        return fleet + "-state";
    }

    private static void requireNames(String path, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.matches(NAME)) {
                throw new ConfigException(
                        path + ": '" + name + "' must match [a-z][a-z0-9_]*, at most 48 long.");
            }
            if (!seen.add(name)) {
                throw new ConfigException(path + ": '" + name + "' is there twice.");
            }
        }
    }

    private static void requireFunction(String function, List<SourceConfig> sources) {
        boolean isSource =
                sources.stream().anyMatch(source -> function.equals("source-" + source.name()));
        if (!isSource && !FunctionDefaults.FIXED.containsKey(function)) {
            throw new ConfigException("local.warm: there is no function '" + function + "'.");
        }
    }

    private static void requireNetwork(SourceConfig source, DeploymentConfig deployment) {
        String network = source.network();
        if (network != null
                && deployment.networks().stream().noneMatch(n -> n.name().equals(network))) {
            throw new ConfigException(
                    "sources."
                            + source.name()
                            + ": network '"
                            + network
                            + "' is not declared in deployment.networks.");
        }
    }

    private static void requireDomains(SourceConfig source, List<String> declared) {
        for (String domain : source.pseudonymDomains()) {
            if (!declared.contains(domain)) {
                throw new ConfigException(
                        "sources."
                                + source.name()
                                + ": pseudonym domain '"
                                + domain
                                + "' is not declared in pseudonymDomains.");
            }
        }
    }
}
