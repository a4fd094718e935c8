package dev.trawl.infra;

import dev.trawl.fleet.DeploymentConfig.Shift;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.codedeploy.AutoRollbackConfig;
import software.amazon.awscdk.services.codedeploy.ILambdaDeploymentConfig;
import software.amazon.awscdk.services.codedeploy.LambdaApplication;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentConfig;
import software.amazon.awscdk.services.codedeploy.LambdaDeploymentGroup;

/// New versions take over by and by, and go back when the alias fails: sources first, then query,
/// policy last, since policy emits only what the sources before it understand.
final class GradualShift {

    private final FunctionsStack stack;
    private final Alarms alarms;

    GradualShift(FunctionsStack stack, Alarms alarms) {
        this.stack = stack;
        this.alarms = alarms;
    }

    void addAll() {
        LambdaApplication application =
                LambdaApplication.Builder.create(stack, "Shift")
                        .applicationName(stack.config().fleet())
                        .build();
        ILambdaDeploymentConfig pace =
                stack.config().deployment().shift() == Shift.CANARY
                        ? LambdaDeploymentConfig.CANARY_10_PERCENT_5_MINUTES
                        : LambdaDeploymentConfig.ALL_AT_ONCE;
        for (FleetFunction function : stack.functions()) {
            LambdaDeploymentGroup.Builder.create(function, "Shift")
                    .application(application)
                    .deploymentGroupName(function.plan().name())
                    .alias(function.live())
                    .deploymentConfig(pace)
                    .alarms(List.of(errors(function)))
                    .autoRollback(
                            AutoRollbackConfig.builder()
                                    .failedDeployment(true)
                                    .stoppedDeployment(true)
                                    .deploymentInAlarm(true)
                                    .build())
                    .build();
        }
        order();
    }

    private void order() {
        FleetFunction query = stack.function("query");
        FleetFunction policy = stack.function("policy");
        for (FleetFunction function : stack.functions()) {
            if (function.plan().name().startsWith("source-")) {
                query.live().getNode().addDependency(function.live());
            }
        }
        policy.live().getNode().addDependency(query.live());
    }

    /// Errors that the function's edge does not answer are bugs: one is enough.
    private Alarm errors(FleetFunction function) {
        String name = function.plan().name();
        return alarms.add(
                function,
                new Alarms.Rule(
                        "LiveErrors", name + "-errors", name + " ends without an answer.", 1, 1),
                function.live()
                        .metricErrors(
                                MetricOptions.builder()
                                        .statistic("Sum")
                                        .period(Duration.minutes(1))
                                        .build()));
    }
}
