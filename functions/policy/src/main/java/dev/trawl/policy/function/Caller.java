package dev.trawl.policy.function;

/// Through which door a request came.
enum Caller {
    /// Any function of the fleet, with somebody's credential.
    ANY,
    /// The alias that only functions that run jobs may invoke.
    MACHINE;

    private static final String ALIAS = "machine";
    private static final int PARTS_WITH_ALIAS = 8;

    /// @param functionArn as the platform says it was invoked, the alias last
    static Caller of(String functionArn) {
        String[] parts = functionArn.split(":", -1);
        return parts.length == PARTS_WITH_ALIAS && parts[PARTS_WITH_ALIAS - 1].equals(ALIAS)
                ? MACHINE
                : ANY;
    }
}
