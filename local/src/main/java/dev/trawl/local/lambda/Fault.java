package dev.trawl.local.lambda;

/// A failure that a test plants at one call of a function.
public sealed interface Fault {

    /// The handler is not called; the caller gets this function error.
    record FunctionError(String type, String message) implements Fault {}

    /// The environment is killed as soon as it has the event.
    record KilledEnvironment() implements Fault {}

    /// The call is refused as if the function were at its concurrency.
    record Throttled() implements Fault {}
}
