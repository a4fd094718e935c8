package dev.trawl.infra;

import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.IssuerConfig;
import java.util.List;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.services.apigatewayv2.CfnAuthorizer;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.constructs.Construct;

/// The gateway's own check of tokens: its JWT authorizer where there is exactly one issuer, of RSA,
/// else the function `authorizer`.
record GatewayAuthorizer(String id, String type) {

    private static final List<String> TOKEN = List.of("$request.header.Authorization");

    /// So long the gateway keeps what the function said of a token; functions verify it again.
    private static final int KEPT_SECONDS = 300;

    static GatewayAuthorizer add(Construct scope, FunctionsStack functions, String api) {
        return FleetPlan.authorizer(functions.config()).isPresent()
                ? ofFunction(scope, functions, api)
                : ofIssuer(scope, functions.deployment().issuers().getFirst(), api);
    }

    private static GatewayAuthorizer ofIssuer(Construct scope, IssuerConfig issuer, String api) {
        CfnAuthorizer authorizer =
                CfnAuthorizer.Builder.create(scope, "Authorizer")
                        .apiId(api)
                        .name("tokens")
                        .authorizerType("JWT")
                        .identitySource(TOKEN)
                        .jwtConfiguration(
                                CfnAuthorizer.JWTConfigurationProperty.builder()
                                        .issuer(issuer.issuer())
                                        .audience(issuer.audiences())
                                        .build())
                        .build();
        return new GatewayAuthorizer(authorizer.getRef(), "JWT");
    }

    private static GatewayAuthorizer ofFunction(
            Construct scope, FunctionsStack functions, String api) {
        String function =
                HttpEdge.functionArn(functions.config().deployedName(FleetPlan.AUTHORIZER));
        CfnAuthorizer authorizer =
                CfnAuthorizer.Builder.create(scope, "Authorizer")
                        .apiId(api)
                        .name("tokens")
                        .authorizerType("REQUEST")
                        .identitySource(TOKEN)
                        .authorizerPayloadFormatVersion("2.0")
                        .enableSimpleResponses(true)
                        .authorizerResultTtlInSeconds(KEPT_SECONDS)
                        .authorizerUri(
                                "arn:"
                                        + Aws.PARTITION
                                        + ":apigateway:"
                                        + Aws.REGION
                                        + ":lambda:path/2015-03-31/functions/"
                                        + function
                                        + "/invocations")
                        .build();
        CfnPermission.Builder.create(scope, "Permission-authorizer")
                .action("lambda:InvokeFunction")
                .functionName(function)
                .principal("apigateway.amazonaws.com")
                .sourceArn(HttpEdge.executionArn(api, "authorizers/" + authorizer.getRef()))
                .build();
        return new GatewayAuthorizer(authorizer.getRef(), "CUSTOM");
    }
}
