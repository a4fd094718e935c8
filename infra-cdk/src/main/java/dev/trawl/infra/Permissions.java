package dev.trawl.infra;

import dev.trawl.fleet.DeploymentConfig.Notice;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.fleet.SourceConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.iam.PolicyStatement;

/// What each function's role may do: nothing that is not here.
///
/// Rights of [FleetPlan] (whom it invokes, secrets, keys, buckets) become statements; which items
/// and objects of the state it may touch is said here, by partition and prefix.
final class Permissions {

    private static final String[] POLICY_ITEMS = {
        "catalog", "policy", "resource", "event#*", "rate#*", "condition"
    };

    /// What left all sources, where policy limits it.
    private static final String FLEET_VOLUMES = "volumes#*";

    private static final List<String> READ_ITEMS = List.of("dynamodb:GetItem", "dynamodb:Query");
    private static final List<String> WRITE_ITEMS =
            List.of("dynamodb:PutItem", "dynamodb:DeleteItem");

    private final FleetConfig config;
    private final StateStack state;

    Permissions(StateStack state) {
        this.config = state.deployment().config();
        this.state = state;
    }

    /// Of one function.
    List<PolicyStatement> of(PlannedFunction function) {
        if (function.name().equals(FleetPlan.AUTHORIZER)) {
            return List.of();
        }
        List<PolicyStatement> statements = new ArrayList<>(common(function));
        Optional<SourceConfig> source = source(function);
        if (source.isPresent()) {
            statements.addAll(ofSource(source.get(), function));
        } else {
            statements.addAll(ofFixed(function.name()));
        }
        return statements;
    }

    private List<PolicyStatement> common(PlannedFunction function) {
        List<PolicyStatement> statements = new ArrayList<>();
        statements.add(
                allow("StateKey", List.of("kms:Decrypt", "kms:GenerateDataKey"))
                        .resources(List.of(state.stateKey().getKeyArn()))
                        .conditions(viaService("s3"))
                        .build());
        // Without it S3 says of an object that is not there that it is forbidden.
        statements.add(
                allow("ListState", List.of("s3:ListBucket"))
                        .resources(List.of(bucket("state")))
                        .build());
        List<String> invoked =
                function.rights().functions().stream().sorted().map(this::functionArn).toList();
        if (!invoked.isEmpty()) {
            statements.add(
                    allow("Invoke", List.of("lambda:InvokeFunction")).resources(invoked).build());
        }
        return statements;
    }

    private List<PolicyStatement> ofFixed(String function) {
        return switch (function) {
            case "query", "executor" ->
                    List.of(
                            readItems("catalog", "policy", "query#*", "idempotency#*", "share#*"),
                            writeItems("query#*", "idempotency#*", "share#*"),
                            readObjects("catalog/*", "results/*", "spill/*", "work/*"),
                            writeObjects("results/*", "work/*", "openlineage/*"),
                            listAudit(),
                            readAudit(),
                            audit(function));
            case "policy" ->
                    List.of(
                            readItems(POLICY_ITEMS),
                            writeItems(POLICY_ITEMS),
                            readObjects("catalog/*", "policy/*"),
                            writeObjects("catalog/*", "policy/*"),
                            listAudit(),
                            readAudit(),
                            audit(function, "decisions/*"),
                            allow("Sign", List.of("kms:Sign"))
                                    .resources(List.of(state.activeKey().getKeyArn()))
                                    .conditions(
                                            Map.of(
                                                    "StringEquals",
                                                    Map.of(
                                                            "kms:SigningAlgorithm",
                                                            "ECDSA_SHA_256")))
                                    .build(),
                            trust());
            case "scan-metadata" ->
                    List.of(
                            readItems(
                                    "catalog",
                                    "policy",
                                    "resource",
                                    "event#*",
                                    "scan-trigger",
                                    "profile",
                                    "check#*",
                                    "quality#*",
                                    "condition"),
                            writeItems(
                                    "catalog",
                                    "resource",
                                    "event#*",
                                    "scan-trigger",
                                    "profile",
                                    "check#*",
                                    "quality#*",
                                    "condition"),
                            readObjects("catalog/*"),
                            writeObjects("catalog/*"),
                            listAudit(),
                            readAudit(),
                            audit(function, "packs/*"));
            case "export" ->
                    and(
                            Stream.of(
                                            exportBuckets(),
                                            exportKeys("kms:GenerateDataKey", "kms:Decrypt"),
                                            notices())
                                    .flatMap(List::stream)
                                    .toList(),
                            readItems(
                                    "catalog",
                                    "policy",
                                    "resource",
                                    "event#*",
                                    "export-*",
                                    "quality#*",
                                    "condition"),
                            writeItems("export-*", "condition"),
                            listAudit(),
                            audit(function),
                            readObjects("catalog/*", "exports/*"),
                            writeObjects("exports/*"),
                            // What attempts left that were not committed.
                            objects("DeleteState", "s3:DeleteObject", "state", "exports/*"),
                            ownSchedules(),
                            allow("ListSchedules", List.of("scheduler:ListSchedules"))
                                    .resources(List.of("*"))
                                    .build(),
                            passSchedulerRole());
            default ->
                    throw new IllegalArgumentException(
                            "Nobody has said what the function " + function + " may do.");
        };
    }

    private static List<PolicyStatement> and(
            List<PolicyStatement> more, PolicyStatement... statements) {
        return Stream.concat(Stream.of(statements), more.stream()).toList();
    }

    /// The topics and buses that are told how runs ended, and no other; secrets of webhooks, which
    /// are under the account's own key for secrets, not under that of the sources.
    private List<PolicyStatement> notices() {
        List<PolicyStatement> statements = new ArrayList<>();
        List<Notice> notices = config.deployment().notices();
        List<String> topics = notices.stream().flatMap(n -> Stream.ofNullable(n.topic())).toList();
        List<String> buses =
                notices.stream().flatMap(n -> Stream.ofNullable(n.eventBus())).toList();
        List<String> secrets =
                notices.stream()
                        .flatMap(n -> Stream.ofNullable(n.secret()))
                        .distinct()
                        .map(Permissions::secretArn)
                        .toList();
        if (!secrets.isEmpty()) {
            statements.add(
                    allow("NoticeSecrets", List.of("secretsmanager:GetSecretValue"))
                            .resources(secrets)
                            .build());
        }
        if (!topics.isEmpty()) {
            statements.add(allow("TellTopics", List.of("sns:Publish")).resources(topics).build());
        }
        if (!buses.isEmpty()) {
            statements.add(
                    allow("TellBuses", List.of("events:PutEvents")).resources(buses).build());
        }
        return statements;
    }

    /// Buckets of yours that exports go to, and those of sources that may be written, there under
    /// `exports/` only.
    private List<PolicyStatement> exportBuckets() {
        List<String> ofSources =
                config.sources().stream()
                        .filter(s -> s.bucket() != null && s.writing().isAllowed())
                        .map(s ->
                                "arn:" + Aws.PARTITION + ":s3:::" + BucketNames.ofSource(config, s))
                        .toList();
        List<String> yours =
                config.deployment().exportBuckets().stream()
                        .map(name -> "arn:" + Aws.PARTITION + ":s3:::" + name)
                        .toList();
        List<String> buckets = Stream.concat(yours.stream(), ofSources.stream()).toList();
        return buckets.isEmpty()
                ? List.of()
                : List.of(
                        allow("ListTargets", List.of("s3:ListBucket")).resources(buckets).build(),
                        allow(
                                        "WriteTargets",
                                        List.of("s3:PutObject", "s3:GetObject", "s3:DeleteObject"))
                                .resources(
                                        Stream.concat(
                                                        yours.stream().map(arn -> arn + "/*"),
                                                        ofSources.stream()
                                                                .map(arn -> arn + "/exports/*"))
                                                .toList())
                                .build());
    }

    /// Keys that exports name, through S3 only.
    private List<PolicyStatement> exportKeys(String... actions) {
        List<String> keys = config.deployment().exportKeys();
        return keys.isEmpty()
                ? List.of()
                : List.of(
                        allow("ExportKeys", List.of(actions))
                                .resources(keys)
                                .conditions(viaService("s3"))
                                .build());
    }

    private List<PolicyStatement> ofSource(SourceConfig source, PlannedFunction function) {
        String own = "spill/" + source.name() + "/*";
        String volumes = "volume#" + source.name() + "#*";
        boolean isSystem = source.kind() == SourceConfig.Kind.SYSTEM;
        List<PolicyStatement> statements =
                new ArrayList<>(
                        List.of(
                                isSystem
                                        ? readItems(
                                                "catalog",
                                                "policy",
                                                "query#*",
                                                "resource",
                                                "event#*",
                                                "export-run",
                                                volumes,
                                                FLEET_VOLUMES)
                                        : readItems(
                                                "catalog",
                                                "policy",
                                                "query#*",
                                                volumes,
                                                FLEET_VOLUMES),
                                // What left it, where policy limits it.
                                writeItems(volumes, FLEET_VOLUMES),
                                source.kind() == SourceConfig.Kind.JDBC
                                                && source.writing().isAllowed()
                                        ? readObjects("catalog/*", own, "exports/*")
                                        : readObjects("catalog/*", own),
                                writeObjects(own),
                                listAudit(),
                                audit(function.name()),
                                trust()));
        if (isSystem) {
            statements.add(readAudit());
        }
        List<String> secrets =
                function.rights().secrets().stream().sorted().map(Permissions::secretArn).toList();
        if (!secrets.isEmpty()) {
            statements.add(
                    allow("OwnSecrets", List.of("secretsmanager:GetSecretValue"))
                            .resources(secrets)
                            .build());
        }
        statements.add(
                allow("SourcesKey", List.of("kms:Decrypt"))
                        .resources(List.of(state.sourcesKey().getKeyArn()))
                        .conditions(viaService("secretsmanager", "s3"))
                        .build());
        if (source.bucket() != null) {
            String arn = "arn:" + Aws.PARTITION + ":s3:::" + BucketNames.ofSource(config, source);
            statements.add(
                    allow("ListData", List.of("s3:ListBucket")).resources(List.of(arn)).build());
            statements.add(
                    allow("ReadData", List.of("s3:GetObject"))
                            .resources(List.of(arn + "/*"))
                            .build());
            if (source.writing().isAllowed()) {
                statements.addAll(exportKeys("kms:Decrypt"));
            }
        }
        return statements;
    }

    /// The public halves by which grants are trusted.
    private PolicyStatement trust() {
        return allow("TrustedRoots", List.of("kms:GetPublicKey"))
                .resources(
                        state.signingKeys().values().stream().map(key -> key.getKeyArn()).toList())
                .build();
    }

    private PolicyStatement readItems(String... partitions) {
        return items("ReadItems", READ_ITEMS, partitions);
    }

    private PolicyStatement writeItems(String... partitions) {
        return items("WriteItems", WRITE_ITEMS, partitions);
    }

    private PolicyStatement items(String sid, List<String> actions, String... partitions) {
        return allow(sid, actions)
                .resources(List.of(arn("dynamodb", "table/" + config.stateTable())))
                .conditions(
                        Map.of(
                                "ForAllValues:StringLike",
                                Map.of("dynamodb:LeadingKeys", List.of(partitions)),
                                "Null",
                                Map.of("dynamodb:LeadingKeys", "false")))
                .build();
    }

    private PolicyStatement readObjects(String... keys) {
        return objects("ReadState", "s3:GetObject", "state", keys);
    }

    private PolicyStatement writeObjects(String... keys) {
        return objects("WriteState", "s3:PutObject", "state", keys);
    }

    /// Writes records in its own name, and reads its own back when S3 did not tell whether it has
    /// them.
    private PolicyStatement audit(String function, String... more) {
        return allow("Audit", List.of("s3:PutObject", "s3:GetObject"))
                .resources(
                        Stream.concat(Stream.of("log/*/" + function + "-*"), Stream.of(more))
                                .map(key -> bucket("audit") + "/audit/" + key)
                                .toList())
                .build();
    }

    private PolicyStatement readAudit() {
        return allow("ReadAudit", List.of("s3:GetObject"))
                .resources(
                        List.of(
                                bucket("audit") + "/audit/log/*",
                                bucket("audit") + "/audit/packs/*"))
                .build();
    }

    private PolicyStatement listAudit() {
        return allow("ListAudit", List.of("s3:ListBucket"))
                .resources(List.of(bucket("audit")))
                .build();
    }

    /// Those of the group that is the export function's.
    private PolicyStatement ownSchedules() {
        return allow(
                        "OwnSchedules",
                        List.of(
                                "scheduler:CreateSchedule",
                                "scheduler:DeleteSchedule",
                                "scheduler:GetSchedule",
                                "scheduler:UpdateSchedule"))
                .resources(List.of(arn("scheduler", "schedule/" + config.fleet() + "/*")))
                .build();
    }

    private PolicyStatement passSchedulerRole() {
        return allow("PassSchedulerRole", List.of("iam:PassRole"))
                .resources(List.of(Jobs.schedulerRoleArn(config)))
                .conditions(
                        Map.of(
                                "StringEquals",
                                Map.of("iam:PassedToService", "scheduler.amazonaws.com")))
                .build();
    }

    private PolicyStatement objects(String sid, String action, String bucket, String... keys) {
        return allow(sid, List.of(action))
                .resources(Stream.of(keys).map(key -> bucket(bucket) + "/" + key).toList())
                .build();
    }

    private static PolicyStatement.Builder allow(String sid, List<String> actions) {
        return PolicyStatement.Builder.create().sid(sid).actions(actions);
    }

    private Map<String, Object> viaService(String... services) {
        return Map.of(
                "StringEquals",
                Map.of(
                        "kms:ViaService",
                        Stream.of(services)
                                .map(s -> s + "." + config.region() + "." + Aws.URL_SUFFIX)
                                .toList()));
    }

    private String bucket(String what) {
        return "arn:" + Aws.PARTITION + ":s3:::" + BucketNames.of(config, what);
    }

    /// A function's name stands for its alias `live`; any other alias is named.
    private String functionArn(String name) {
        return arn("lambda", "function:" + name + (name.contains(":") ? "" : ":" + FleetPlan.LIVE));
    }

    /// Secrets Manager adds six characters to a secret's name.
    private static String secretArn(String id) {
        return id.startsWith("arn:")
                ? id
                : "arn:"
                        + Aws.PARTITION
                        + ":secretsmanager:"
                        + Aws.REGION
                        + ":"
                        + Aws.ACCOUNT_ID
                        + ":secret:"
                        + id
                        + "-??????";
    }

    private static String arn(String service, String resource) {
        return "arn:"
                + Aws.PARTITION
                + ":"
                + service
                + ":"
                + Aws.REGION
                + ":"
                + Aws.ACCOUNT_ID
                + ":"
                + resource;
    }

    private Optional<SourceConfig> source(PlannedFunction function) {
        return config.sources().stream()
                .filter(source -> function.name().equals("source-" + source.name()))
                .findFirst()
                .map(Objects::requireNonNull);
    }
}
