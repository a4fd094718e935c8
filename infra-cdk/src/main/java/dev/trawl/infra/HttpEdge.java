package dev.trawl.infra;

import dev.trawl.fleet.DeploymentConfig.Throttle;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.Route;
import dev.trawl.fleet.Routes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Aws;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.apigatewayv2.CfnApi;
import software.amazon.awscdk.services.apigatewayv2.CfnIntegration;
import software.amazon.awscdk.services.apigatewayv2.CfnRoute;
import software.amazon.awscdk.services.apigatewayv2.CfnStage;
import software.amazon.awscdk.services.lambda.CfnPermission;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/// The HTTP API with the routes that the local front has too.
///
/// The authorizer is a first wall; the functions verify tokens themselves, whatever it lets pass.
final class HttpEdge {

    /// Of an HTTP API's integration; a query that needs longer answers 202.
    private static final int TIMEOUT_MILLIS = 30_000;

    private static final int CORS_SECONDS = 600;

    /// A function without room is a 503, which says when to come again.
    private static final Map<String, Object> LATER =
            Map.of(
                    "503",
                    Map.of(
                            "ResponseParameters",
                            List.of(
                                    Map.of(
                                            "Destination",
                                            "overwrite:header.retry-after",
                                            "Source",
                                            "5"))));

    private final Construct scope;
    private final FunctionsStack functions;
    private final FleetConfig config;
    private final CfnApi api;

    HttpEdge(Construct scope, FunctionsStack functions) {
        this.scope = scope;
        this.functions = functions;
        this.config = functions.config();
        this.api = api();
        addStage();
        addRoutes();
    }

    String id() {
        return api.getRef();
    }

    String url() {
        return api.getAttrApiEndpoint();
    }

    private CfnApi api() {
        CfnApi.Builder builder =
                CfnApi.Builder.create(scope, "Api")
                        .name(config.fleet())
                        .description("Trawl: SQL over HTTPS")
                        .protocolType("HTTP");
        List<String> origins = config.http().corsOrigins();
        if (!origins.isEmpty()) {
            builder.corsConfiguration(
                    CfnApi.CorsProperty.builder()
                            .allowOrigins(origins)
                            .allowMethods(List.of("GET", "POST", "PUT", "DELETE", "OPTIONS"))
                            .allowHeaders(
                                    List.of(
                                            "authorization",
                                            "content-type",
                                            "accept",
                                            "idempotency-key",
                                            "if-match",
                                            "x-trawl-purpose",
                                            "traceparent"))
                            .exposeHeaders(
                                    List.of("location", "retry-after", "x-trawl-query-id", "etag"))
                            .maxAge(CORS_SECONDS)
                            .build());
        }
        return builder.build();
    }

    private void addStage() {
        LogGroup access =
                LogGroup.Builder.create(scope, "AccessLog")
                        .logGroupName("/trawl/" + config.fleet() + "/access")
                        .retention(LogRetention.of(config.deployment().retention().logDays()))
                        .removalPolicy(RemovalPolicy.DESTROY)
                        .build();
        Throttle throttle = config.deployment().throttle();
        CfnStage.Builder.create(scope, "Stage")
                .apiId(id())
                .stageName("$default")
                .autoDeploy(true)
                .accessLogSettings(
                        CfnStage.AccessLogSettingsProperty.builder()
                                .destinationArn(access.getLogGroupArn())
                                .format(
                                        "{\"time\":\"$context.requestTime\",\"request\":\"$context.requestId\","
                                                + "\"route\":\"$context.routeKey\",\"status\":\"$context.status\","
                                                + "\"bytes\":\"$context.responseLength\",\"millis\":\"$context.responseLatency\","
                                                + "\"ip\":\"$context.identity.sourceIp\",\"error\":\"$context.error.messageString\","
                                                + "\"authorizer\":\"$context.authorizer.error\","
                                                + "\"integration\":\"$context.integrationErrorMessage\"}")
                                .build())
                .defaultRouteSettings(
                        CfnStage.RouteSettingsProperty.builder()
                                .throttlingRateLimit(throttle.rate())
                                .throttlingBurstLimit(throttle.burst())
                                .detailedMetricsEnabled(true)
                                .build())
                .build();
    }

    private void addRoutes() {
        GatewayAuthorizer authorizer = GatewayAuthorizer.add(scope, functions, id());
        Map<String, CfnIntegration> integrations = new HashMap<>();
        for (Route route : Routes.list()) {
            CfnIntegration integration =
                    integrations.computeIfAbsent(route.function(), this::integration);
            CfnRoute.Builder builder =
                    CfnRoute.Builder.create(scope, "Route-" + route.key().replace('/', '-'))
                            .apiId(id())
                            .routeKey(route.key())
                            .target("integrations/" + integration.getRef());
            if (route.isOpen()) {
                Suppressions.ofRoute(builder.authorizationType("NONE").build());
            } else {
                builder.authorizationType(authorizer.type()).authorizerId(authorizer.id()).build();
            }
        }
    }

    private CfnIntegration integration(String function) {
        String arn = functionArn(config.deployedName(function));
        CfnPermission.Builder.create(scope, "Permission-" + function)
                .action("lambda:InvokeFunction")
                .functionName(arn)
                .principal("apigateway.amazonaws.com")
                .sourceArn(executionArn(id(), "*/*"))
                .build();
        return CfnIntegration.Builder.create(scope, "Integration-" + function)
                .apiId(id())
                .integrationType("AWS_PROXY")
                .integrationUri(arn)
                .payloadFormatVersion("2.0")
                .timeoutInMillis(TIMEOUT_MILLIS)
                .responseParameters(LATER)
                .build();
    }

    /// The live version of a deployed function.
    static String functionArn(String name) {
        return "arn:"
                + Aws.PARTITION
                + ":lambda:"
                + Aws.REGION
                + ":"
                + Aws.ACCOUNT_ID
                + ":function:"
                + name
                + ":"
                + FleetPlan.LIVE;
    }

    /// What an API calls as.
    static String executionArn(String api, String what) {
        return "arn:"
                + Aws.PARTITION
                + ":execute-api:"
                + Aws.REGION
                + ":"
                + Aws.ACCOUNT_ID
                + ":"
                + api
                + "/"
                + what;
    }
}
