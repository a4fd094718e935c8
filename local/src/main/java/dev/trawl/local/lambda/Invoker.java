package dev.trawl.local.lambda;

/// Whatever runs functions by their deployed names: this machine's [LambdaHost], or Lambda itself
/// behind an endpoint. Thread-safe.
@FunctionalInterface
public interface Invoker {

    /// Invokes and waits for the answer.
    ///
    /// @throws InvokeException if the invocation is refused before code runs
    InvocationAnswer invoke(String name, byte[] event);
}
