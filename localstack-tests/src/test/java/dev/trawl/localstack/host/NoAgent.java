package dev.trawl.localstack.host;

/// A Java agent that does nothing, in place of the one that LocalStack downloads to let DynamoDB
/// Local have more than twenty indexes.
public final class NoAgent {
    private NoAgent() {}

    /// Called by the JVM.
    public static void premain(String arguments) {
        // Nothing to change.
    }
}
