package dev.trawl.source.objects;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.source.Source;
import dev.trawl.source.function.SourceFunction;
import dev.trawl.source.function.SourceFunctionSettings;
import dev.trawl.source.objects.system.SystemSettings;
import dev.trawl.source.objects.system.SystemSource;
import dev.trawl.source.run.EngineEvaluation;
import dev.trawl.store.aws.AwsStores;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;

/// The function's entrance. Its constructor runs before the first request and opens no connection.
@Named("source-objects")
@Singleton
@Startup
public final class SourceObjectsHandler implements RequestStreamHandler {
    private final FunctionEdge edge;

    public SourceObjectsHandler() {
        this(Settings.environment());
    }

    SourceObjectsHandler(Settings environment) {
        SourceFunctionSettings settings = SourceFunctionSettings.of(environment);
        Calls calls = new Calls(Clock.systemUTC());
        AwsStores aws = new AwsStores(settings.pathStyle(), calls::ended);
        SourceFunction.Stores stores = SourceFunction.Stores.of(settings, aws);
        this.edge =
                SourceFunction.edge(
                        environment.text("TRAWL_FUNCTION", "source-" + settings.source()),
                        settings,
                        stores,
                        source(
                                environment,
                                stores,
                                aws,
                                new LocalEvaluator(settings.engine(), Clock.systemUTC())),
                        calls);
    }

    /// Files of a bucket, or the fleet's own records.
    private static Source source(
            Settings environment,
            SourceFunction.Stores stores,
            AwsStores aws,
            LocalEvaluator evaluator) {
        return switch (environment.text("TRAWL_SOURCE_KIND", "objects")) {
            case "objects" ->
                    new ObjectsSource(
                            aws.objects(environment.text("TRAWL_DATA_BUCKET")),
                            ObjectsSettings.of(environment),
                            evaluator);
            case "system" ->
                    new SystemSource(
                            new SystemSource.Stores(
                                    stores.audit(), stores.results(), stores.state()),
                            new EngineEvaluation(evaluator),
                            new DuckDbCapabilities(),
                            SystemSettings.of(environment),
                            Clock.systemUTC());
            default ->
                    throw new IllegalArgumentException(
                            "TRAWL_SOURCE_KIND must be objects or system");
        };
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
