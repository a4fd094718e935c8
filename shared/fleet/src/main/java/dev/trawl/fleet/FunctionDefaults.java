package dev.trawl.fleet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The functions of every fleet with their limits, unless the fleet's file says otherwise.
public final class FunctionDefaults {

    /// By logical name.
    public static final Map<String, FunctionConfig> FIXED = fixed();

    /// A source's.
    public static final FunctionConfig SOURCE = new FunctionConfig(1024, 300, 4, Map.of());

    private FunctionDefaults() {}

    private static Map<String, FunctionConfig> fixed() {
        Map<String, FunctionConfig> functions = new LinkedHashMap<>();
        functions.put("query", new FunctionConfig(1024, 29, 4, Map.of()));
        functions.put("executor", new FunctionConfig(2048, 900, 2, Map.of()));
        functions.put("policy", new FunctionConfig(512, 29, 4, Map.of()));
        functions.put("scan-metadata", new FunctionConfig(1024, 300, 2, Map.of()));
        functions.put("export", new FunctionConfig(1024, 900, 2, Map.of()));
        functions.put(FleetPlan.AUTHORIZER, new FunctionConfig(512, 10, 4, Map.of()));
        return Collections.unmodifiableMap(functions);
    }
}
