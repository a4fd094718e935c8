package dev.trawl.localstack.fleet;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.fleet.SourceConfig;
import dev.trawl.local.lambda.FunctionSpec;
import dev.trawl.localstack.aws.Aws;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/// A fleet created call by call from its plan.
final class SdkDeployment {
    private static final String TOOL_OPTIONS =
            "--add-opens=java.base/java.nio=ALL-UNNAMED --enable-native-access=ALL-UNNAMED"
                    + " --sun-misc-unsafe-memory-access=allow";
    private static final String ROLE = "arn:aws:iam::" + Aws.EMULATED_ACCOUNT + ":role/trawl-test";
    private static final byte[] PSEUDONYM_KEY = new byte[32];

    private final Aws aws;
    private final Surroundings around;
    private final FleetConfig config;
    private final String codeBucket;
    private final String keyAlias;

    SdkDeployment(Aws aws, Surroundings around) {
        this.aws = aws;
        this.around = around;
        this.config = around.config();
        this.codeBucket = config.fleet() + "-code";
        this.keyAlias = "alias/" + config.fleet() + "-" + FleetPlan.SIGNING_KEY;
    }

    void deploy() {
        aws.createBucket(codeBucket);
        aws.createBucket(config.stateBucket());
        createTable();
        String roots = createSigningKey();
        for (SourceConfig source : config.sources()) {
            if (source.bucket() != null) {
                aws.createBucket(source.bucket());
            }
            if (source.secret() != null) {
                createSecret(source.secret(), around.databaseSecret());
            }
        }
        for (String domain : config.pseudonymDomains()) {
            createSecret(
                    FleetPlan.pseudonymSecret(config, domain),
                    Base64.getEncoder().encodeToString(PSEUDONYM_KEY));
        }
        List<PlannedFunction> functions = FleetPlan.of(config);
        functions.stream().map(PlannedFunction::module).distinct().forEach(this::upload);
        functions.parallelStream().forEach(function -> createFunction(function, roots));
    }

    private void createTable() {
        aws.dynamo()
                .createTable(b ->
                        b.tableName(config.stateTable())
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(attribute("pk"), attribute("sk"))
                                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE)));
        aws.dynamo().waiter().waitUntilTableExists(b -> b.tableName(config.stateTable()));
    }

    /// The public half, as sources trust it.
    private String createSigningKey() {
        String id =
                aws.kms()
                        .createKey(b ->
                                b.keySpec(KeySpec.ECC_NIST_P256).keyUsage(KeyUsageType.SIGN_VERIFY))
                        .keyMetadata()
                        .keyId();
        aws.kms().createAlias(b -> b.aliasName(keyAlias).targetKeyId(id));
        byte[] der = aws.kms().getPublicKey(b -> b.keyId(id)).publicKey().asByteArray();
        try {
            ECPublicKey key =
                    (ECPublicKey)
                            KeyFactory.getInstance("EC")
                                    .generatePublic(new X509EncodedKeySpec(der));
            return new JWKSet(
                            new ECKey.Builder(Curve.P_256, key)
                                    .keyID(keyAlias)
                                    .keyUse(KeyUse.SIGNATURE)
                                    .algorithm(JWSAlgorithm.ES256)
                                    .build())
                    .toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void createSecret(String name, String value) {
        aws.secrets().createSecret(b -> b.name(name).secretString(value));
    }

    private void upload(String module) {
        Path zip =
                Surroundings.HOME
                        .resolve("functions")
                        .resolve(module)
                        .resolve("target/function.zip");
        aws.s3().putObject(b -> b.bucket(codeBucket).key(module), RequestBody.fromFile(zip));
    }

    private void createFunction(PlannedFunction function, String roots) {
        String name = config.deployedName(function.name());
        aws.lambda()
                .createFunction(b ->
                        b.functionName(name)
                                .runtime("java25")
                                .handler(FunctionSpec.QUARKUS_HANDLER)
                                .role(ROLE)
                                .code(c -> c.s3Bucket(codeBucket).s3Key(function.module()))
                                .memorySize(function.limits().memoryMb())
                                .timeout((int) function.limits().timeout().toSeconds())
                                .environment(e -> e.variables(variables(function, roots))));
        aws.lambda().waiter().waitUntilFunctionActiveV2(b -> b.functionName(name));
        String version = aws.lambda().publishVersion(b -> b.functionName(name)).version();
        alias(name, FleetPlan.LIVE, version);
        if (function.name().equals("policy")) {
            alias(name, FleetPlan.MACHINE, version);
        }
    }

    private void alias(String function, String alias, String version) {
        aws.lambda()
                .createAlias(b -> b.functionName(function).name(alias).functionVersion(version));
    }

    private Map<String, String> variables(PlannedFunction function, String roots) {
        Map<String, String> variables = new HashMap<>(function.variables());
        variables.put("JAVA_TOOL_OPTIONS", TOOL_OPTIONS);
        variables.put("TRAWL_S3_PATH_STYLE", "true");
        variables.put("TRAWL_ISSUERS", Issuers.json(config));
        variables.put("TRAWL_TRUSTED_ROOTS", roots);
        variables.replace("TRAWL_SIGNING_KEY_ID", keyAlias);
        return variables;
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
