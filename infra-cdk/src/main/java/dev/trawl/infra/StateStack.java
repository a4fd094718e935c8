package dev.trawl.infra;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.SourceConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.dynamodb.Attribute;
import software.amazon.awscdk.services.dynamodb.AttributeType;
import software.amazon.awscdk.services.dynamodb.BillingMode;
import software.amazon.awscdk.services.dynamodb.PointInTimeRecoverySpecification;
import software.amazon.awscdk.services.dynamodb.Table;
import software.amazon.awscdk.services.dynamodb.TableEncryption;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.kms.KeySpec;
import software.amazon.awscdk.services.kms.KeyUsage;
import software.amazon.awscdk.services.secretsmanager.CfnRotationSchedule;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.constructs.Construct;

/// What survives everything: table, buckets, keys, secrets. All of it is retained when it leaves
/// the template.
public final class StateStack extends Stack {

    private static final int SECRET_CHARACTERS = 64;

    private final Deployment deployment;
    private final Key stateKey;
    private final Key sourcesKey;
    private final Map<String, Key> signingKeys = new LinkedHashMap<>();

    StateStack(Construct scope, StackProps props, Deployment deployment) {
        super(scope, Objects.requireNonNull(props.getStackName()), props);
        this.deployment = deployment;
        FleetConfig config = deployment.config();
        stateKey = key("StateKey", config.fleet() + "-state", "Encrypts the fleet's buckets");
        sourcesKey =
                key(
                        "SourcesKey",
                        config.fleet() + "-sources",
                        "Encrypts sources' data and secrets");
        config.deployment().signing().keys().forEach(this::addSigningKey);
        Table table = table();
        new StateBuckets(this, deployment, stateKey, sourcesKey).addAll();
        config.pseudonymDomains().forEach(this::addPseudonymSecret);
        config.sources().forEach(this::addSecret);
        CfnOutput.Builder.create(this, "StateTableName").value(table.getTableName()).build();
        CfnOutput.Builder.create(this, "StateBucketName")
                .value(BucketNames.of(config, "state"))
                .build();
        CfnOutput.Builder.create(this, "AuditBucketName")
                .value(BucketNames.of(config, "audit"))
                .build();
        Suppressions.ofState(this);
    }

    Deployment deployment() {
        return deployment;
    }

    /// Encrypts the state and audit buckets.
    Key stateKey() {
        return stateKey;
    }

    /// Encrypts the sources' buckets and secrets.
    Key sourcesKey() {
        return sourcesKey;
    }

    /// The key that signs.
    Key activeKey() {
        return Objects.requireNonNull(
                signingKeys.get(deployment.config().deployment().signing().active()));
    }

    /// The keys by which grants are trusted, by name.
    Map<String, Key> signingKeys() {
        return signingKeys;
    }

    private Key key(String id, String alias, String description) {
        return Key.Builder.create(this, id)
                .alias(alias)
                .description(description)
                .enableKeyRotation(true)
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
    }

    private void addSigningKey(String name) {
        signingKeys.put(
                name,
                Key.Builder.create(this, "SigningKey-" + name)
                        .alias(deployment.config().fleet() + "-signing-" + name)
                        .description("Certifies the keys that sign grants")
                        .keySpec(KeySpec.ECC_NIST_P256)
                        .keyUsage(KeyUsage.SIGN_VERIFY)
                        .removalPolicy(RemovalPolicy.RETAIN)
                        .build());
    }

    private Table table() {
        return Table.Builder.create(this, "StateTable")
                .tableName(deployment.config().stateTable())
                .partitionKey(text("pk"))
                .sortKey(text("sk"))
                .timeToLiveAttribute("expires")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .pointInTimeRecoverySpecification(
                        PointInTimeRecoverySpecification.builder()
                                .pointInTimeRecoveryEnabled(true)
                                .build())
                .encryption(TableEncryption.AWS_MANAGED)
                .deletionProtection(deployment.isAws())
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
    }

    private static Attribute text(String name) {
        return Attribute.builder().name(name).type(AttributeType.STRING).build();
    }

    /// 64 letters and digits are base64 of 48 bytes, as the sources read it.
    private void addPseudonymSecret(String domain) {
        Secret.Builder.create(this, "Pseudonym-" + domain)
                .secretName(FleetPlan.pseudonymSecret(deployment.config(), domain))
                .description("Key of the pseudonym domain " + domain)
                .encryptionKey(sourcesKey)
                .generateSecretString(
                        SecretStringGenerator.builder()
                                .passwordLength(SECRET_CHARACTERS)
                                .excludePunctuation(true)
                                .build())
                .removalPolicy(RemovalPolicy.RETAIN)
                .build();
    }

    /// Empty but for a password that nobody knows: until you fill it in, the source answers
    /// nothing. A secret named by its ARN is yours and not made here.
    private void addSecret(SourceConfig source) {
        String name = source.secret();
        if (name == null || name.startsWith("arn:")) {
            return;
        }
        Secret secret =
                Secret.Builder.create(this, "Secret-" + source.name())
                        .secretName(name)
                        .description("Connection of the source " + source.name())
                        .encryptionKey(sourcesKey)
                        .generateSecretString(
                                SecretStringGenerator.builder()
                                        .secretStringTemplate("{\"url\":\"\",\"user\":\"\"}")
                                        .generateStringKey("password")
                                        .passwordLength(SECRET_CHARACTERS)
                                        .excludePunctuation(true)
                                        .build())
                        .removalPolicy(RemovalPolicy.RETAIN)
                        .build();
        SourceConfig.Rotation rotation = source.rotation();
        if (rotation != null) {
            CfnRotationSchedule.Builder.create(this, "Rotation-" + source.name())
                    .secretId(secret.getSecretArn())
                    .rotationLambdaArn(rotation.function())
                    .rotationRules(
                            CfnRotationSchedule.RotationRulesProperty.builder()
                                    .automaticallyAfterDays(rotation.days())
                                    .build())
                    .build();
        }
    }
}
