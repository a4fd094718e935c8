package dev.trawl.infra;

import io.github.cdklabs.cdknag.NagPackSuppression;
import io.github.cdklabs.cdknag.NagSuppressions;
import java.util.List;
import software.amazon.awscdk.Stack;
import software.constructs.IConstruct;

/// Findings of cdk-nag's AwsSolutions that are meant, each with its reason.
final class Suppressions {

    private Suppressions() {}

    static void ofState(StateStack stack, Deployment deployment) {}

    static void ofFunctions(FunctionsStack stack) {}

    static void ofEdge(EdgeStack stack) {}

    static void onStack(Stack stack, String rule, String reason) {
        NagSuppressions.addStackSuppressions(stack, List.of(suppression(rule, reason)));
    }

    static void on(IConstruct construct, String rule, String reason) {
        NagSuppressions.addResourceSuppressions(
                construct, List.of(suppression(rule, reason)), Boolean.TRUE);
    }

    private static NagPackSuppression suppression(String rule, String reason) {
        return NagPackSuppression.builder().id(rule).reason(reason).build();
    }
}
