package dev.trawl.infra;

import java.util.Objects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/// What the world sees, and what operators see: HTTP API, alarms, dashboard, budget.
public final class EdgeStack extends Stack {

    private final FunctionsStack functions;
    private final HttpEdge api;

    EdgeStack(Construct scope, StackProps props, FunctionsStack functions) {
        super(scope, Objects.requireNonNull(props.getStackName()), props);
        this.functions = functions;
        this.api = new HttpEdge(this, functions);
        new Watch(this, functions, api).addAll();
        CfnOutput.Builder.create(this, "ApiUrl").value(api.url()).build();
        addStackDependency(functions);
    }

    FunctionsStack functions() {
        return functions;
    }
}
