package dev.trawl.export;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.trawl.lambda.Calls;
import dev.trawl.lambda.FunctionEdge;
import dev.trawl.lambda.Settings;
import dev.trawl.store.ObjectStore;
import dev.trawl.store.Schedules;
import dev.trawl.store.aws.AwsStores;
import dev.trawl.store.aws.SchedulerSchedules;
import io.quarkus.runtime.Startup;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/// The Lambda handler; made when the environment starts.
@Named("export")
@Singleton
@Startup
public final class ExportHandler implements RequestStreamHandler {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final FunctionEdge edge;

    public ExportHandler() {
        Settings environment = Settings.environment();
        ExportSettings settings = ExportSettings.of(environment);
        Clock clock = Clock.systemUTC();
        Calls calls = new Calls(clock);
        AwsStores stores =
                new AwsStores(
                        environment.flag("TRAWL_S3_PATH_STYLE", false)
                                ? AwsStores.PathStyle.PATH
                                : AwsStores.PathStyle.VIRTUAL_HOST,
                        calls::ended);
        ObjectStore state = stores.objects(settings.stateBucket());
        Map<String, ObjectStore> buckets = new HashMap<>();
        settings.buckets().forEach(name -> buckets.put(name, stores.objects(name)));
        buckets.put(settings.stateBucket(), state);
        Schedules schedules =
                settings.scheduleGroup().isEmpty()
                        ? new NoSchedules()
                        : stores.schedules(
                                new SchedulerSchedules.Place(
                                        settings.scheduleGroup(),
                                        settings.scheduleTarget(),
                                        settings.scheduleRole()));
        ExportFunction function =
                new ExportFunction(
                        new ExportFunction.Ports(
                                stores.items(settings.stateTable()),
                                state,
                                stores.objects(
                                        environment.text(
                                                "TRAWL_AUDIT_BUCKET", settings.stateBucket())),
                                buckets,
                                stores.functions(settings.fleet()),
                                schedules,
                                new HttpDownloads(),
                                ExportHandler::pause,
                                ExportHandler::spread,
                                new ExportFunction.Telling(
                                        NoticeChannel.parse(environment.text("TRAWL_NOTICES", "")),
                                        new ChannelSender(
                                                stores.notices(), stores.secrets(), clock))),
                        settings,
                        clock);
        edge =
                FunctionEdge.of(
                        environment.text("TRAWL_FUNCTION", "export"), function.endpoints(), calls);
    }

    /// Half to one and a half times the pause.
    private static Duration spread(Duration pause) {
        return pause.dividedBy(2)
                .plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() + 1));
    }

    private static void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        edge.handle(in, out, context);
    }
}
