package dev.trawl.source.jdbc;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.source.Source;
import dev.trawl.source.function.SourceFunction;
import dev.trawl.source.function.SourceFunctionSettings;
import dev.trawl.source.jdbc.connect.ConnectionPool;
import dev.trawl.source.jdbc.connect.Connector;
import dev.trawl.source.jdbc.connect.Credentials;
import dev.trawl.source.jdbc.connect.PostgresConnector;
import dev.trawl.source.jdbc.discover.Discovery;
import dev.trawl.source.jdbc.mariadb.MariaDbConnector;
import dev.trawl.source.jdbc.mariadb.MariaDbDiscovery;
import dev.trawl.source.jdbc.mariadb.MariaDbSource;
import dev.trawl.source.jdbc.write.MariaDbWrites;
import dev.trawl.source.jdbc.write.PostgresWrites;
import dev.trawl.source.jdbc.write.TableWriter;
import dev.trawl.source.jdbc.write.WritableSource;
import dev.trawl.source.jdbc.write.WriteDialect;
import dev.trawl.source.jdbc.write.Writers;
import dev.trawl.store.Secrets;
import dev.trawl.store.aws.AwsStores;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.function.Supplier;

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
        Calls calls = new Calls(Clock.systemUTC());
        SourceFunction.Stores stores =
                SourceFunction.Stores.of(
                        settings, new AwsStores(settings.pathStyle(), calls::ended));
        edge =
                SourceFunction.edge(
                        environment.text("TRAWL_FUNCTION", "source-" + settings.source()),
                        settings,
                        stores,
                        source(JdbcSettings.of(environment), stores.secrets(), calls),
                        calls);
    }

    private static Source source(JdbcSettings settings, Secrets secrets, Calls calls) {
        JdbcSettings.Writing writing = settings.writing();
        return writing == null
                ? reading(settings, secrets, calls)
                : new WritableSource(
                        reading(settings, secrets, calls), writer(settings, writing, secrets));
    }

    private static TableWriter writer(
            JdbcSettings settings, JdbcSettings.Writing writing, Secrets secrets) {
        Supplier<Credentials> credentials =
                () -> Credentials.parse(secrets.load(writing.secretId()));
        Connector connector =
                switch (settings.engine()) {
                    case POSTGRESQL -> new PostgresConnector();
                    case MARIADB -> new MariaDbConnector();
                };
        WriteDialect dialect =
                switch (settings.engine()) {
                    case POSTGRESQL -> new PostgresWrites();
                    case MARIADB -> new MariaDbWrites();
                };
        return new TableWriter(
                new Writers(connector, credentials, settings.pool()),
                dialect,
                writing.runsTable(),
                Clock.systemUTC());
    }

    private static Source reading(JdbcSettings settings, Secrets secrets, Calls calls) {
        Supplier<Credentials> credentials =
                () -> Credentials.parse(secrets.load(settings.secretId()));
        Clock clock = Clock.systemUTC();
        return switch (settings.engine()) {
            case POSTGRESQL ->
                    new PostgresSource(
                            new ConnectionPool(
                                    new PostgresConnector(),
                                    credentials,
                                    settings.pool(),
                                    clock,
                                    calls),
                            new Discovery(settings.bareNumeric()),
                            clock);
            case MARIADB ->
                    new MariaDbSource(
                            new ConnectionPool(
                                    new MariaDbConnector(),
                                    credentials,
                                    settings.pool(),
                                    clock,
                                    calls),
                            new MariaDbDiscovery(settings.tinyInt1()),
                            settings.zeroDates(),
                            clock);
        };
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
