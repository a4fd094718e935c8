package dev.trawl.infra;

import java.util.List;
import java.util.Optional;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.TagProps;
import software.amazon.awscdk.Tags;

/// The stacks of one fleet: `<fleet>-state`, `<fleet>-functions`, and in an account `<fleet>-edge`.
public record Fleet(
        Deployment deployment,
        StateStack state,
        FunctionsStack functions,
        Optional<EdgeStack> edge) {

    /// CloudFormation tags no dashboard.
    private static final TagProps TAGGED =
            TagProps.builder().excludeResourceTypes(List.of("AWS::CloudWatch::Dashboard")).build();

    /// Adds the stacks to an app.
    public static Fleet of(App app, Deployment deployment) {
        StateStack state =
                new StateStack(
                        app,
                        props(deployment, "state", "State of the fleet; retained"),
                        deployment);
        FunctionsStack functions =
                new FunctionsStack(
                        app, props(deployment, "functions", "Functions of the fleet"), state);
        Optional<EdgeStack> edge =
                deployment.isAws()
                        ? Optional.of(
                                new EdgeStack(
                                        app,
                                        props(deployment, "edge", "API, alarms and dashboard"),
                                        functions))
                        : Optional.empty();
        Tags.of(app).add("trawl:fleet", deployment.config().fleet(), TAGGED);
        return new Fleet(deployment, state, functions, edge);
    }

    private static StackProps props(Deployment deployment, String part, String description) {
        return StackProps.builder()
                .stackName(deployment.config().fleet() + "-" + part)
                .description("Trawl: " + description + ".")
                .env(Environment.builder().region(deployment.config().region()).build())
                .terminationProtection(deployment.isAws() && part.equals("state"))
                .build();
    }
}
