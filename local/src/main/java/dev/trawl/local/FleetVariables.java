package dev.trawl.local;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.IssuerConfig;
import dev.trawl.fleet.PlannedFunction;
import dev.trawl.local.aws.AwsKey;
import dev.trawl.local.lambda.HostSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The variables of a function that say where this fleet's services are.
record FleetVariables(
        FleetConfig config,
        String awsEndpoint,
        String s3Endpoint,
        String dynamoEndpoint,
        @Nullable String developmentKeys,
        ECKey signingKey) {

    /// Nobody looks at it here.
    private static final String SCHEDULE_ROLE =
            "arn:aws:iam::" + HostSettings.ACCOUNT + ":role/schedules";

    Map<String, String> of(PlannedFunction function, AwsKey key) {
        Map<String, String> variables = new HashMap<>(function.variables());
        variables.put("TRAWL_S3_PATH_STYLE", "true");
        variables.put("AWS_ACCESS_KEY_ID", key.id());
        variables.put("AWS_SECRET_ACCESS_KEY", key.secret());
        variables.put("AWS_EC2_METADATA_DISABLED", "true");
        variables.put("AWS_ENDPOINT_URL_S3", s3Endpoint);
        variables.put("AWS_ENDPOINT_URL_DYNAMODB", dynamoEndpoint);
        for (String service : List.of("LAMBDA", "SECRETS_MANAGER", "KMS", "SCHEDULER")) {
            variables.put("AWS_ENDPOINT_URL_" + service, awsEndpoint);
        }
        if (function.name().equals("export")) {
            // Nobody plays these here: unless there is such a place, the edge refuses them.
            for (String service : List.of("SNS", "EVENTBRIDGE")) {
                String name = "AWS_ENDPOINT_URL_" + service;
                variables.put(name, System.getenv().getOrDefault(name, awsEndpoint));
            }
            variables.put("TRAWL_SCHEDULE_GROUP", config.fleet());
            variables.put(
                    "TRAWL_SCHEDULE_TARGET",
                    HostSettings.liveArn(config.region(), config.deployedName("export")));
            variables.put("TRAWL_SCHEDULE_ROLE", SCHEDULE_ROLE);
        }
        boolean isSource = function.name().startsWith("source-");
        if (isSource || function.name().equals("policy")) {
            variables.put("TRAWL_TRUSTED_ROOTS", trustedRoots());
        }
        if (!isSource) {
            variables.put("TRAWL_ISSUERS", issuers());
        }
        return variables;
    }

    /// Issuers whose tokens are accepted, as JSON.
    String issuers() {
        ArrayNode issuers = JsonNodeFactory.instance.arrayNode();
        for (IssuerConfig issuer : config.issuers()) {
            ObjectNode json = issuers.addObject();
            json.put("issuer", issuer.issuer());
            json.put(
                    "jwksUri",
                    issuer.isDevelopment()
                            ? Objects.requireNonNull(developmentKeys)
                            : issuer.jwksUri());
            issuer.audiences().forEach(json.putArray("audiences")::add);
            issuer.algorithms().forEach(json.putArray("algorithms")::add);
        }
        return issuers.toString();
    }

    private String trustedRoots() {
        ECKey root =
                new ECKey.Builder(signingKey.toPublicJWK())
                        .keyUse(KeyUse.SIGNATURE)
                        .algorithm(JWSAlgorithm.ES256)
                        .build();
        return new JWKSet(root).toString();
    }
}
