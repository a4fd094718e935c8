package dev.trawl.local.dynamodb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/// DynamoDB Local on a loopback port, with its tables in one folder.
///
/// Arguments: port, folder. Prints `READY <port>` when it listens. It ends when its standard input
/// does, so it never outlives the process that started it.
public final class DynamoMain {

    private DynamoMain() {}

    /// Starts the server and waits for the end of standard input.
    public static void main(String[] arguments) throws Exception {
        DynamoDBProxyServer dynamo =
                ServerRunner.createServerFromCommandLineArgs(
                        new String[] {
                            "-port", arguments[0],
                            "-dbPath", arguments[1],
                            "-sharedDb", "-disableTelemetry"
                        });
        bindToLoopback(dynamo);
        dynamo.start();
        System.out.println("READY " + arguments[0]);
        awaitEndOfInput();
        dynamo.stop();
        System.exit(0);
    }

    /// The server has no setting for its address: it would listen on all of them.
    static void bindToLoopback(DynamoDBProxyServer dynamo) throws ReflectiveOperationException {
        Field field = DynamoDBProxyServer.class.getDeclaredField("server");
        field.setAccessible(true);
        Server jetty = (Server) field.get(dynamo);
        jetty.addEventListener(
                new LifeCycle.Listener() {
                    @Override
                    public void lifeCycleStarting(LifeCycle event) {
                        for (Connector connector : jetty.getConnectors()) {
                            ((ServerConnector) connector).setHost("127.0.0.1");
                        }
                    }
                });
    }

    private static void awaitEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Only the end matters.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
