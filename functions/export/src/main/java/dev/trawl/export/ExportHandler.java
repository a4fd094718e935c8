package dev.trawl.export;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.auth.HttpKeyFetcher;
import dev.trawl.auth.Issuers;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.catalog.ResourceService;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.aws.AwsStores;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;

/// The Lambda handler; made when the environment starts.
@Named("export")
@Singleton
@Startup
public final class ExportHandler implements RequestStreamHandler {
    private final FunctionEdge edge;

    public ExportHandler() {
        Settings environment = Settings.environment();
        ExportSettings settings = ExportSettings.of(environment);
        Clock clock = Clock.systemUTC();
        AwsStores stores =
                new AwsStores(
                        environment.flag("TRAWL_S3_PATH_STYLE", false)
                                ? AwsStores.PathStyle.PATH
                                : AwsStores.PathStyle.VIRTUAL_HOST);
        ObjectStore state = stores.objects(settings.stateBucket());
        TokenVerifier tokens =
                new TokenVerifier(
                        Issuers.parse(settings.issuers()),
                        new HttpKeyFetcher(VerifierSettings.DEFAULT),
                        VerifierSettings.DEFAULT,
                        clock);
        ExportRuns runs =
                new ExportRuns(
                        new ResourceService(stores.items(settings.stateTable()), state, clock),
                        state,
                        new QueryClient(stores.functions(settings.fleet()), clock),
                        settings,
                        clock);
        ExportRoutes routes = new ExportRoutes(runs, jwt -> tokens.verify(jwt).id());
        edge = FunctionEdge.of(environment.text("TRAWL_FUNCTION", "export"), routes.endpoints());
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
