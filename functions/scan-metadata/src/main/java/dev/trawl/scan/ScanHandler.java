package dev.trawl.scan;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.catalog.StoredSnapshots;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.store.ItemTable;
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
@Named("scan")
@Singleton
@Startup
public final class ScanHandler implements RequestStreamHandler {
    private final FunctionEdge edge;

    public ScanHandler() {
        Settings environment = Settings.environment();
        ScanSettings settings = ScanSettings.of(environment);
        Clock clock = Clock.systemUTC();
        Calls calls = new Calls(clock);
        AwsStores stores =
                new AwsStores(
                        environment.flag("TRAWL_S3_PATH_STYLE", false)
                                ? AwsStores.PathStyle.PATH
                                : AwsStores.PathStyle.VIRTUAL_HOST,
                        calls::ended);
        ItemTable items = stores.items(settings.stateTable());
        ObjectStore state = stores.objects(settings.stateBucket());
        ScanFunction function =
                new ScanFunction(
                        new ScanFunction.Ports(
                                items,
                                state,
                                stores.objects(
                                        environment.text(
                                                "TRAWL_AUDIT_BUCKET", settings.stateBucket())),
                                stores.functions(settings.fleet()),
                                new StoredSnapshots(items, state, settings.catalogFresh(), clock)),
                        settings,
                        clock);
        edge =
                FunctionEdge.of(
                        environment.text("TRAWL_FUNCTION", "scan-metadata"),
                        function.endpoints(),
                        calls);
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
