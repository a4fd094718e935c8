package dev.trawl.infra;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.PlannedFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/// The functions with their roles, what starts them, and how new versions take over.
public final class FunctionsStack extends Stack {

    private final StateStack state;
    private final Map<String, FleetFunction> functions = new LinkedHashMap<>();
    private final Map<String, String> queues = new LinkedHashMap<>();

    FunctionsStack(Construct scope, StackProps props, StateStack state) {
        super(scope, Objects.requireNonNull(props.getStackName()), props);
        this.state = state;
        FleetConfig config = state.deployment().config();
        for (PlannedFunction plan : FleetPlan.of(config)) {
            functions.put(plan.name(), new FleetFunction(this, state, plan));
        }
        if (state.deployment().isAws()) {
            FleetPlan.authorizer(config)
                    .ifPresent(plan ->
                            functions.put(plan.name(), new FleetFunction(this, state, plan)));
        }
        function("policy").alias(FleetPlan.MACHINE, "Machine");
        functions.values().stream()
                .filter(function -> function.failures().isPresent())
                .map(function -> function.plan().name())
                .forEach(name -> queues.put(name, config.deployedName(name + "-failures")));
        queues.put("undelivered", config.deployedName("undelivered"));
        new Jobs(this).addAll();
        if (state.deployment().isAws()) {
            Alarms alarms = Alarms.make(this, config.fleet(), config.deployment().alarmEmail());
            new Networks(this).addAll();
            new GradualShift(this, alarms).addAll();
        }
        for (FleetFunction function : functions.values()) {
            CfnOutput.Builder.create(this, "Arn-" + function.plan().name())
                    .value(function.live().getFunctionArn())
                    .build();
        }
        Suppressions.ofFunctions(this);
        addStackDependency(state);
    }

    Deployment deployment() {
        return state.deployment();
    }

    FleetConfig config() {
        return state.deployment().config();
    }

    FleetFunction function(String name) {
        return Objects.requireNonNull(functions.get(name));
    }

    List<FleetFunction> functions() {
        return List.copyOf(functions.values());
    }

    /// Names of the queues of what failed, by who failed.
    Map<String, String> queues() {
        return queues;
    }

    StateStack state() {
        return state;
    }
}
