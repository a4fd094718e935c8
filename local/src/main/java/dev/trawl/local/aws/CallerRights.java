package dev.trawl.local.aws;

import java.util.Set;

/// What the role of one function allows: the functions it may invoke, the secrets it may read, the
/// KMS keys it may sign with, the buckets it may use.
///
/// A function's name stands for its alias `live`; any other alias is named: `name:alias`.
public record CallerRights(
        String function,
        Set<String> functions,
        Set<String> secrets,
        Set<String> signingKeys,
        Set<String> buckets) {

    public CallerRights {
        functions = Set.copyOf(functions);
        secrets = Set.copyOf(secrets);
        signingKeys = Set.copyOf(signingKeys);
        buckets = Set.copyOf(buckets);
    }

    /// A role that allows nothing.
    public static CallerRights none(String function) {
        return new CallerRights(function, Set.of(), Set.of(), Set.of(), Set.of());
    }
}
