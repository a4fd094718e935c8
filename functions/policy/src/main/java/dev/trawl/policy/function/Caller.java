package dev.trawl.policy.function;

/// Through which door a request came.
enum Caller {
    /// Any function of the fleet, with somebody's credential.
    ANY,
    /// The alias that only functions that run jobs may invoke.
    MACHINE
}
