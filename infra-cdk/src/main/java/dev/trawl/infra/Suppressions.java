package dev.trawl.infra;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.SourceConfig;
import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.apigatewayv2.CfnRoute;
import software.constructs.IConstruct;

/// Findings of cdk-nag's AwsSolutions that are meant, each with its reason.
final class Suppressions {

    private Suppressions() {}

    static void ofState(StateStack stack) {
        on(
                stack.getNode().findChild("AccessLogs"),
                "AwsSolutions-S1",
                "It is the bucket that access is logged to.");
        FleetConfig config = stack.deployment().config();
        for (String domain : config.pseudonymDomains()) {
            on(
                    stack.getNode().findChild("Pseudonym-" + domain),
                    "AwsSolutions-SMG4",
                    "A new key makes new pseudonyms, which join with no old ones: it changes only"
                            + " when somebody means it; see the runbook.");
        }
        for (SourceConfig source : config.sources()) {
            if (source.rotation() == null) {
                child(stack, "Secret-" + source.name())
                        .ifPresent(secret ->
                                on(
                                        secret,
                                        "AwsSolutions-SMG4",
                                        "Only the database's owner can change its password: a"
                                                + " function that does is named in trawl.yaml,"
                                                + " sources[].rotation."));
            }
        }
    }

    static void ofFunctions(FunctionsStack stack) {
        on(
                stack.getNode().findChild("Undelivered"),
                "AwsSolutions-SQS3",
                "It is the dead-letter queue of EventBridge and its Scheduler.");
        for (FleetFunction function : stack.functions()) {
            on(
                    function.getNode().findChild("Role"),
                    "AwsSolutions-IAM5",
                    "Wildcards are prefixes of keys in one bucket, the six characters that Secrets"
                            + " Manager adds to a name, X-Ray, and the network interfaces that"
                            + " Lambda makes; roles.txt lists every one, and a test holds it.");
            function.getNode()
                    .getChildren()
                    .forEach(child -> {
                        if (child.getNode().getId().equals("Shift")) {
                            on(
                                    child,
                                    "AwsSolutions-IAM4",
                                    "AWS keeps the policy of CodeDeploy for Lambda; it may move"
                                            + " aliases and read alarms, nothing else.");
                        }
                    });
        }
    }

    /// A route that anybody may call.
    static void ofRoute(CfnRoute route) {
        on(route, "AwsSolutions-APIG4", "Health and descriptions of the API are for everybody.");
    }

    private static Optional<IConstruct> child(Stack stack, String id) {
        return Optional.ofNullable(stack.getNode().tryFindChild(id));
    }

    private static void on(IConstruct construct, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                construct, List.of(suppression(rule, reason)), Boolean.TRUE);
    }

    private static NagPackSuppression suppression(String rule, String reason) {
        return NagPackSuppression.builder().id(rule).reason(reason).build();
    }
}
