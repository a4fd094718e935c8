package dev.trawl.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.auth.HttpKeyFetcher;
import dev.trawl.auth.Issuers;
import dev.trawl.auth.TokenVerifier;
import dev.trawl.auth.VerifierSettings;
import dev.trawl.calcite.SqlLimits;
import dev.trawl.catalog.StoredSnapshots;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.HeadStart;
import dev.trawl.lambda.JsonLog;
import dev.trawl.lambda.Settings;
import dev.trawl.query.authorize.CachingFront;
import dev.trawl.query.authorize.CalciteFront;
import dev.trawl.query.authorize.SqlFront;
import dev.trawl.query.execute.Pause;
import dev.trawl.store.ItemTable;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.WakingFunctions;
import dev.trawl.store.aws.AwsStores;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;

/// The Lambda handler of front and executor. Made when the environment starts, so that the service
/// stands before the first request.
@Named("query")
@Singleton
@Startup
public final class QueryHandler implements RequestStreamHandler {
    private final FunctionEdge edge;

    public QueryHandler() {
        Settings environment = Settings.environment();
        QuerySettings settings = QuerySettings.from(environment);
        Clock clock = Clock.systemUTC();
        Calls calls = new Calls(clock);
        AwsStores stores =
                new AwsStores(
                        environment.flag("TRAWL_S3_PATH_STYLE", false)
                                ? AwsStores.PathStyle.PATH
                                : AwsStores.PathStyle.VIRTUAL_HOST,
                        calls::ended);
        ObjectStore objects = stores.objects(environment.text("TRAWL_STATE_BUCKET"));
        ItemTable items = stores.items(environment.text("TRAWL_STATE_TABLE"));
        TokenVerifier tokens =
                new TokenVerifier(
                        Issuers.parse(settings.issuers()),
                        new HttpKeyFetcher(VerifierSettings.DEFAULT),
                        VerifierSettings.DEFAULT,
                        clock);
        QueryFunction function =
                new QueryFunction(
                        settings,
                        new QueryFunction.Ports(
                                objects,
                                stores.objects(
                                        environment.text("TRAWL_AUDIT_BUCKET", objects.bucket())),
                                items,
                                new WakingFunctions(
                                        stores.functions(environment.text("TRAWL_FLEET"))),
                                new StoredSnapshots(items, objects, settings.catalogFresh(), clock),
                                jwt -> tokens.verify(jwt).id(),
                                front(settings),
                                clock,
                                Pause.real()));
        JsonLog log = JsonLog.standard(settings.function());
        edge = new FunctionEdge(function.endpoints(), log, clock, calls);
        if (environment.isPrimed() && settings.role() == Role.QUERY) {
            HeadStart.take(
                    log, environment.primingTime(), rounds -> Priming.run(settings, clock, rounds));
        }
    }

    private static SqlFront front(QuerySettings settings) {
        SqlLimits limits =
                new SqlLimits(
                        settings.limits().sqlCharactersMax(),
                        SqlLimits.DEFAULT.nestingMax(),
                        settings.limits().tablesMax());
        return new CachingFront(new CalciteFront(limits), limits, settings.plansMax());
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
