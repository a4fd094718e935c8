package dev.trawl.infra;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.FunctionJvm;
import dev.trawl.fleet.IssuerConfig;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.fleet.SourceConfig;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;

/// The environment of a deployed function: what the plan says, and where this deployment's things
/// are.
final class FunctionVariables {

    private final StateStack state;
    private final Deployment deployment;
    private final FleetConfig config;

    FunctionVariables(StateStack state) {
        this.state = state;
        this.deployment = state.deployment();
        this.config = deployment.config();
    }

    Map<String, String> of(PlannedFunction function) {
        if (function.name().equals(FleetPlan.AUTHORIZER)) {
            return ofAuthorizer(function);
        }
        Map<String, String> variables = new TreeMap<>(function.variables());
        boolean isSource = function.name().startsWith("source-");
        boolean isPolicy = function.name().equals("policy");
        variables.put("JAVA_TOOL_OPTIONS", FunctionJvm.toolOptions(function.limits().memoryMb()));
        variables.put("TRAWL_METRICS", metrics());
        variables.put("TRAWL_STATE_BUCKET", BucketNames.of(config, "state"));
        variables.put("TRAWL_AUDIT_BUCKET", BucketNames.of(config, "audit"));
        if (!deployment.isAws()) {
            variables.put("TRAWL_S3_PATH_STYLE", "true");
        }
        if (isSource || isPolicy) {
            variables.put("TRAWL_TRUSTED_ROOTS", trustedRoots());
        }
        if (isPolicy) {
            variables.put("TRAWL_SIGNING_KEY_ID", state.activeKey().getKeyArn());
        }
        if (!isSource) {
            variables.put("TRAWL_ISSUERS", issuers());
        }
        if (function.name().equals("export")) {
            variables.put("TRAWL_SCHEDULE_GROUP", config.fleet());
            variables.put("TRAWL_SCHEDULE_TARGET", exportArn());
            variables.put("TRAWL_SCHEDULE_ROLE", Jobs.schedulerRoleArn(config));
            String buckets = exportBuckets();
            if (!buckets.isEmpty()) {
                variables.put("TRAWL_EXPORT_BUCKETS", buckets);
            }
        }
        if (function.module().equals("query")) {
            variables.putIfAbsent(
                    "TRAWL_PRINCIPAL_QUERIES_MAX",
                    Integer.toString(config.deployment().throttle().principalQueries()));
        }
        if (function.name().equals("scan-metadata")) {
            variables.put("TRAWL_SOURCE_BUCKETS", sourceBuckets());
        }
        config.sources().stream()
                .filter(source -> function.name().equals("source-" + source.name()))
                .filter(source -> source.bucket() != null)
                .forEach(source ->
                        variables.put("TRAWL_DATA_BUCKET", BucketNames.ofSource(config, source)));
        return variables;
    }

    /// It holds nothing and reaches nothing of the fleet.
    private Map<String, String> ofAuthorizer(PlannedFunction function) {
        Map<String, String> variables = new TreeMap<>(function.variables());
        variables.remove("TRAWL_STATE_TABLE");
        variables.remove("TRAWL_STATE_BUCKET");
        variables.put("TRAWL_METRICS", metrics());
        variables.put("TRAWL_ISSUERS", issuers());
        return variables;
    }

    private String metrics() {
        return Boolean.toString(config.deployment().hasMetrics());
    }

    /// ARNs of the keys, whose public halves the functions ask KMS for when they first need them.
    private String trustedRoots() {
        return state.signingKeys().values().stream()
                .map(key -> key.getKeyArn())
                .collect(Collectors.joining(","));
    }

    private String exportArn() {
        return "arn:"
                + Aws.PARTITION
                + ":lambda:"
                + Aws.REGION
                + ":"
                + Aws.ACCOUNT_ID
                + ":function:"
                + config.deployedName("export")
                + ":"
                + FleetPlan.LIVE;
    }

    private String exportBuckets() {
        return Stream.concat(
                        config.deployment().exportBuckets().stream(),
                        config.sources().stream()
                                .filter(s -> s.bucket() != null && s.writing().isAllowed())
                                .map(s -> BucketNames.ofSource(config, s)))
                .distinct()
                .collect(Collectors.joining(","));
    }

    private String sourceBuckets() {
        ObjectNode buckets = JsonNodeFactory.instance.objectNode();
        for (SourceConfig source : config.sources()) {
            if (source.bucket() != null) {
                buckets.withArray(BucketNames.ofSource(config, source)).add(source.name());
            }
        }
        return buckets.toString();
    }

    private String issuers() {
        ArrayNode issuers = JsonNodeFactory.instance.arrayNode();
        for (IssuerConfig issuer : deployment.issuers()) {
            ObjectNode json = issuers.addObject();
            json.put("issuer", issuer.issuer());
            json.put(
                    "jwksUri",
                    issuer.isDevelopment() ? deployment.developmentKeys() : issuer.jwksUri());
            issuer.audiences().forEach(json.putArray("audiences")::add);
            issuer.algorithms().forEach(json.putArray("algorithms")::add);
        }
        return issuers.toString();
    }
}
