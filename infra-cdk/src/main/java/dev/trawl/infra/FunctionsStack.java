package dev.trawl.infra;

import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.PlannedFunction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/// The functions with their roles, what starts them, and how new versions take over.
public final class FunctionsStack extends Stack {

    private final StateStack state;
    private final Map<String, FleetFunction> functions = new LinkedHashMap<>();
    private final Map<String, Queue> queues = new LinkedHashMap<>();
    private final @Nullable Alarms alarms;

    FunctionsStack(Construct scope, StackProps props, StateStack state) {
        super(scope, Objects.requireNonNull(props.getStackName()), props);
        this.state = state;
        FleetConfig config = state.deployment().config();
        for (PlannedFunction plan : FleetPlan.of(config)) {
            functions.put(plan.name(), new FleetFunction(this, state, plan));
        }
        function("policy").alias(FleetPlan.MACHINE, "Machine");
        functions
                .values()
                .forEach(f -> f.failures().ifPresent(queue -> queues.put(f.plan().name(), queue)));
        Jobs jobs = new Jobs(this);
        jobs.addAll();
        queues.put("undelivered", jobs.undelivered());
        alarms =
                state.deployment().isAws()
                        ? new Alarms(this, config.fleet(), config.deployment().alarmEmail())
                        : null;
        if (alarms != null) {
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

    /// Queues of what failed, by who failed.
    Map<String, Queue> queues() {
        return queues;
    }

    /// Of an account's deployment.
    Alarms alarms() {
        return Objects.requireNonNull(alarms);
    }

    StateStack state() {
        return state;
    }
}
