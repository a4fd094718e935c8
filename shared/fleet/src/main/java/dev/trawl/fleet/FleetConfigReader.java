package dev.trawl.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trawl.fleet.FleetConfig.AdministratorConfig;
import dev.trawl.fleet.FleetConfig.HttpConfig;
import dev.trawl.fleet.FleetConfig.LocalConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `trawl.yaml`. Unknown fields and fields that come twice are errors.
final class FleetConfigReader {

    static final Set<String> FLEET_FIELDS =
            Set.of(
                    "fleet",
                    "region",
                    "http",
                    "issuers",
                    "administrators",
                    "principals",
                    "sources",
                    "pseudonymDomains",
                    "functions",
                    "local",
                    "deployment");
    static final Set<String> ISSUER_FIELDS =
            Set.of("issuer", "jwksUri", "audiences", "algorithms", "development");
    static final Set<String> PRINCIPAL_FIELDS =
            Set.of("name", "subject", "email", "groups", "purposes", "claims");
    static final Set<String> FUNCTION_FIELDS =
            Set.of("memory", "timeout", "concurrency", "settings");
    static final Set<String> SOURCE_FIELDS =
            Set.of(
                    "name",
                    "kind",
                    "engine",
                    "memory",
                    "timeout",
                    "concurrency",
                    "settings",
                    "secret",
                    "database",
                    "bucket",
                    "pseudonymDomains",
                    "network",
                    "rotation",
                    "writable",
                    "writeSecret");

    private static final YAMLMapper MAPPER =
            YAMLMapper.builder(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

    private FleetConfigReader() {}

    static FleetConfig read(Path file) {
        if (!Files.exists(file)) {
            throw new ConfigException(
                    file
                            + " is missing: it declares the fleet; see docs or the example beside it.");
        }
        try {
            return parse(Files.readString(file));
        } catch (ConfigException e) {
            throw new ConfigException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static FleetConfig parse(String yaml) {
        ConfigNode root = new ConfigNode(tree(yaml), "").requireOnly(FLEET_FIELDS);
        String fleet = root.text("fleet");
        List<String> domains = root.strings("pseudonymDomains");
        Map<String, FunctionConfig> functions = new HashMap<>();
        root.fields("functions")
                .forEach((name, node) ->
                        functions.put(
                                name,
                                function(
                                        node.requireOnly(FUNCTION_FIELDS),
                                        FunctionDefaults.FIXED.getOrDefault(
                                                name, FunctionDefaults.SOURCE))));
        return new FleetConfig(
                fleet,
                root.textOr("region", "eu-central-1"),
                http(root.child("http")),
                root.items("issuers").stream().map(FleetConfigReader::issuer).toList(),
                root.items("administrators").stream()
                        .map(FleetConfigReader::administrator)
                        .toList(),
                root.items("principals").stream().map(FleetConfigReader::principal).toList(),
                root.items("sources").stream().map(node -> source(node, fleet, domains)).toList(),
                domains,
                functions,
                local(root.child("local")),
                DeploymentReader.read(root.child("deployment")));
    }

    private static JsonNode tree(String yaml) {
        try {
            JsonNode tree = MAPPER.readTree(yaml);
            if (!tree.isObject()) {
                throw new ConfigException("The file must be a map.");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new ConfigException("not valid YAML: " + e.getMessage());
        }
    }

    private static HttpConfig http(ConfigNode node) {
        node.requireOnly(Set.of("port", "corsOrigins"));
        return new HttpConfig(node.integerOr("port", 0), node.strings("corsOrigins"));
    }

    private static IssuerConfig issuer(ConfigNode node) {
        node.requireOnly(ISSUER_FIELDS);
        List<String> algorithms = node.strings("algorithms");
        return new IssuerConfig(
                node.text("issuer"),
                node.optionalText("jwksUri"),
                node.strings("audiences"),
                algorithms.isEmpty() ? List.of("ES256") : algorithms,
                node.isTrue("development"));
    }

    private static AdministratorConfig administrator(ConfigNode node) {
        node.requireOnly(Set.of("issuer", "subject"));
        return new AdministratorConfig(node.text("issuer"), node.text("subject"));
    }

    private static PrincipalConfig principal(ConfigNode node) {
        node.requireOnly(PRINCIPAL_FIELDS);
        String name = node.text("name");
        return new PrincipalConfig(
                name,
                node.textOr("subject", name),
                node.optionalText("email"),
                node.strings("groups"),
                node.strings("purposes"),
                node.values("claims"));
    }

    private static SourceConfig source(ConfigNode node, String fleet, List<String> domains) {
        node.requireOnly(SOURCE_FIELDS);
        String name = node.text("name");
        SourceConfig.Kind kind = kind(node);
        String bucket = fleet + "-" + name.replace('_', '-');
        boolean jdbc = kind == SourceConfig.Kind.JDBC;
        return new SourceConfig(
                name,
                kind,
                function(node, FunctionDefaults.SOURCE),
                engine(node),
                jdbc && node.has("database")
                        ? node.textOr("secret", fleet + "/source/" + name)
                        : node.optionalText("secret"),
                node.optionalText("database"),
                kind == SourceConfig.Kind.OBJECTS
                        ? node.textOr("bucket", bucket)
                        : node.optionalText("bucket"),
                node.has("pseudonymDomains") ? node.strings("pseudonymDomains") : domains,
                node.optionalText("network"),
                rotation(node),
                writing(node, name, fleet));
    }

    /// The local fleet writes the secret of who may write a `database`, unless it is named.
    private static SourceConfig.Writing writing(ConfigNode node, String name, String fleet) {
        boolean isWritable = node.isTrue("writable");
        String secret = node.optionalText("writeSecret");
        boolean isLocal = isWritable && secret == null && node.has("database");
        return new SourceConfig.Writing(
                isWritable, isLocal ? fleet + "/source/" + name + "/write" : secret);
    }

    private static SourceConfig.@Nullable Rotation rotation(ConfigNode node) {
        if (!node.has("rotation")) {
            return null;
        }
        ConfigNode rotation = node.child("rotation").requireOnly(Set.of("function", "days"));
        return new SourceConfig.Rotation(rotation.text("function"), rotation.integerOr("days", 30));
    }

    private static SourceConfig.Kind kind(ConfigNode node) {
        String kind = node.text("kind");
        return switch (kind.toLowerCase(Locale.ROOT)) {
            case "jdbc" -> SourceConfig.Kind.JDBC;
            case "objects" -> SourceConfig.Kind.OBJECTS;
            case "system" -> SourceConfig.Kind.SYSTEM;
            default ->
                    throw new ConfigException(
                            node.child("kind").path()
                                    + " must be jdbc, objects or system, not "
                                    + kind
                                    + ".");
        };
    }

    private static SourceConfig.Engine engine(ConfigNode node) {
        String engine = node.textOr("engine", "postgresql");
        return switch (engine.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> SourceConfig.Engine.POSTGRESQL;
            case "mariadb" -> SourceConfig.Engine.MARIADB;
            default ->
                    throw new ConfigException(
                            node.child("engine").path()
                                    + " must be postgresql or mariadb, not "
                                    + engine
                                    + ".");
        };
    }

    private static FunctionConfig function(ConfigNode node, FunctionConfig defaults) {
        FunctionConfig function =
                new FunctionConfig(
                        node.integerOr("memory", defaults.memoryMb()),
                        node.integerOr("timeout", defaults.timeoutSeconds()),
                        node.integerOr("concurrency", defaults.concurrency()),
                        node.texts("settings"));
        try {
            Objects.requireNonNull(function.limits());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(node.path() + ": " + e.getMessage());
        }
        return function;
    }

    private static LocalConfig local(ConfigNode node) {
        node.requireOnly(Set.of("warm", "idleSeconds", "jvmFlags", "rehearseSnapStart"));
        return new LocalConfig(
                node.strings("warm"),
                node.integerOr("idleSeconds", 900),
                node.has("jvmFlags") ? node.strings("jvmFlags") : LocalConfig.MANAGED_RUNTIME_FLAGS,
                node.isTrue("rehearseSnapStart"));
    }
}
