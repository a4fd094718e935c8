package dev.trawl.cli;

import org.jspecify.annotations.Nullable;

/// What the commands about earlier states are about.
final class Versions {

    private static final String POLICIES = "policies";

    private Versions() {}

    /// @param path of it in the API
    /// @param isSet whether it is all policies, not one resource
    record Wanted(String path, boolean isSet) {}

    static Wanted wanted(String kind, @Nullable String name) {
        if (kind.equals(POLICIES) && name == null) {
            return new Wanted("/v1/policies", true);
        }
        if (name == null) {
            throw new CommandException(
                    "Name a resource, as in dataset legs, or all policies by the one word policies.");
        }
        return new Wanted(ResourceOptions.path(kind, name), false);
    }
}
