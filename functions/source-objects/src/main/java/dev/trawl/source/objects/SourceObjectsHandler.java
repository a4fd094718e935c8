package dev.trawl.source.objects;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.engine.LocalEvaluator;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.source.function.SourceFunction;
import dev.trawl.source.function.SourceFunctionSettings;
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
        AwsStores stores = new AwsStores(settings.pathStyle());
        this.edge =
                SourceFunction.edge(
                        environment.text("TRAWL_FUNCTION", "source-" + settings.source()),
                        settings,
                        SourceFunction.Stores.of(settings, stores),
                        new ObjectsSource(
                                stores.objects(environment.text("TRAWL_DATA_BUCKET")),
                                ObjectsSettings.of(environment),
                                new LocalEvaluator(settings.engine(), Clock.systemUTC())));
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
