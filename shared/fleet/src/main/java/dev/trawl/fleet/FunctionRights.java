package dev.trawl.fleet;

import java.util.Set;

/// What the role of one function allows: the functions it may invoke, the secrets it may read, the
/// KMS keys it may sign with, the buckets it may use.
///
/// A function's name stands for its alias `live`; any other alias is named: `name:alias`.
public record FunctionRights(
        String function,
        Set<String> functions,
        Set<String> secrets,
        Set<String> signingKeys,
        Set<String> buckets) {

    public FunctionRights {
        functions = Set.copyOf(functions);
        secrets = Set.copyOf(secrets);
        signingKeys = Set.copyOf(signingKeys);
        buckets = Set.copyOf(buckets);
    }

    /// A role that allows nothing.
    public static FunctionRights none(String function) {
        return new FunctionRights(function, Set.of(), Set.of(), Set.of(), Set.of());
    }
}
