package dev.trawl.source.jdbc;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.source.function.SourceFunction;
import dev.trawl.source.function.SourceFunctionSettings;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.discover.Discovery;
import dev.trawl.store.Secrets;
import dev.trawl.store.aws.AwsStores;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;

/// The function's entrance. Its constructor runs before the first request and opens no connection.
@Named("source-jdbc")
@Singleton
@Startup
public final class SourceJdbcHandler implements RequestStreamHandler {
    private final FunctionEdge edge;

    public SourceJdbcHandler() {
        this(Settings.environment());
    }

    SourceJdbcHandler(Settings environment) {
        SourceFunctionSettings settings = SourceFunctionSettings.of(environment);
        SourceFunction.Stores stores =
                SourceFunction.Stores.of(settings, new AwsStores(settings.pathStyle()));
        edge =
                SourceFunction.edge(
                        environment.text("TRAWL_FUNCTION", "source-" + settings.source()),
                        settings,
                        stores,
                        source(JdbcSettings.of(environment), stores.secrets()));
    }

    private static PostgresSource source(JdbcSettings settings, Secrets secrets) {
        return new PostgresSource(
                new ConnectionPool(
                        () -> Credentials.parse(secrets.load(settings.secretId())),
                        settings.pool(),
                        Clock.systemUTC()),
                new Discovery(settings.bareNumeric()),
                Clock.systemUTC());
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
