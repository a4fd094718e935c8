package dev.trawl.fleet;

import java.util.Map;

/// A function that follows from a fleet's file: logical name, folder under `functions/`, limits,
/// its role, and the variables that do not depend on where the fleet runs.
public record PlannedFunction(
        String name,
        String module,
        FunctionLimits limits,
        FunctionRights rights,
        Map<String, String> variables) {

    public PlannedFunction {
        variables = Map.copyOf(variables);
    }
}
