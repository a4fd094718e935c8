package dev.trawl.policy.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.catalog.StoredSnapshots;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import dev.trawl.policy.CalciteFilters;
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

/// The function's entrance. Its constructor runs before the first request: it opens no connection
/// and makes no key that anybody trusts.
@Named("policy")
@Singleton
@Startup
public final class PolicyHandler implements RequestStreamHandler {
    private final FunctionEdge edge;
    private final FunctionEdge machineEdge;

    public PolicyHandler() {
        this(Settings.environment());
    }

    PolicyHandler(Settings environment) {
        PolicySettings settings = PolicySettings.of(environment);
        Clock clock = Clock.systemUTC();
        String name = environment.text("TRAWL_FUNCTION", "policy");
        JsonLog log = JsonLog.standard(name);
        Calls calls = new Calls(clock);
        CalciteFilters filters = new CalciteFilters();
        PolicyFunction function =
                new PolicyFunction(
                        settings, stores(environment, settings, clock, calls), filters, clock, log);
        edge = new FunctionEdge(function.endpoints(Caller.ANY), log, clock, calls);
        machineEdge = new FunctionEdge(function.endpoints(Caller.MACHINE), log, clock, calls);
        if (environment.isPrimed()) {
            HeadStart.take(
                    log, environment.primingTime(), rounds -> Priming.run(filters, clock, rounds));
        }
    }

    private static PolicyFunction.Stores stores(
            Settings environment, PolicySettings settings, Clock clock, Calls calls) {
        AwsStores stores =
                new AwsStores(
                        environment.flag("TRAWL_S3_PATH_STYLE", false)
                                ? AwsStores.PathStyle.PATH
                                : AwsStores.PathStyle.VIRTUAL_HOST,
                        calls::ended);
        ItemTable items = stores.items(settings.stateTable());
        ObjectStore state = stores.objects(settings.stateBucket());
        return new PolicyFunction.Stores(
                items,
                state,
                stores.signingKey(settings.signingKeyId()),
                new StoredSnapshots(items, state, settings.headFresh(), clock),
                stores.publicKeys(),
                stores.objects(environment.text("TRAWL_AUDIT_BUCKET", settings.stateBucket())));
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        switch (Caller.of(String.valueOf(context.getInvokedFunctionArn()))) {
            case ANY -> edge.handle(in, out, context);
            case MACHINE -> machineEdge.handle(in, out, context);
        }
    }
}
