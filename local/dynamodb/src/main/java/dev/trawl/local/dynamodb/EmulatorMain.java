package dev.trawl.local.dynamodb;

import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// DynamoDB Local with its own arguments, as emulators of AWS start it; on a loopback port, without
/// telemetry. It ends when the process that started it ends, however that does.
public final class EmulatorMain {

    private EmulatorMain() {}

    /// Starts the server and stays until it is stopped.
    public static void main(String[] arguments) throws Exception {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-disableTelemetry";
        endWithParent();
        DynamoDBProxyServer dynamo = ServerRunner.createServerFromCommandLineArgs(all);
        DynamoMain.bindToLoopback(dynamo);
        dynamo.start();
        dynamo.join();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // It ends this process.
    private static void endWithParent() {
        ProcessHandle.current()
                .parent()
                .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
    }
}
