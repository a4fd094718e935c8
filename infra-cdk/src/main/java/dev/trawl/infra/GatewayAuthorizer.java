package dev.trawl.infra;

import dev.trawl.fleet.IssuerConfig;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.services.apigatewayv2.CfnAuthorizer;
import software.constructs.Construct;

/// The gateway's own check of tokens. API Gateway knows RSA and one issuer per authorizer.
record GatewayAuthorizer(String id, String type) {

    /// A JWT authorizer where there is exactly one issuer, of RSA.
    static Optional<GatewayAuthorizer> add(Construct scope, FunctionsStack functions, String api) {
        List<IssuerConfig> issuers = functions.deployment().issuers();
        IssuerConfig issuer = issuers.getFirst();
        if (issuers.size() > 1 || !issuer.algorithms().equals(List.of("RS256"))) {
            return Optional.empty();
        }
        CfnAuthorizer authorizer =
                CfnAuthorizer.Builder.create(scope, "Authorizer")
                        .apiId(api)
                        .name("tokens")
                        .authorizerType("JWT")
                        .identitySource(List.of("$request.header.Authorization"))
                        .jwtConfiguration(
                                CfnAuthorizer.JWTConfigurationProperty.builder()
                                        .issuer(issuer.issuer())
                                        .audience(issuer.audiences())
                                        .build())
                        .build();
        return Optional.of(new GatewayAuthorizer(authorizer.getRef(), "JWT"));
    }
}
