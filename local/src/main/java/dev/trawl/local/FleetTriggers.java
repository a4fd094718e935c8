package dev.trawl.local;

import dev.trawl.fleet.DeploymentConfig;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.SourceConfig;
import dev.trawl.local.lambda.LambdaHost;
import dev.trawl.local.scheduler.Schedules;
import dev.trawl.local.scheduler.Ticker;
import dev.trawl.local.stores.ObjectEvent;
import dev.trawl.local.stores.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What invokes functions without a caller: changes in the sources' data buckets, which
/// `scan-metadata` is told of, and schedules: those that functions make, and those of the fleet's
/// file.
final class FleetTriggers implements AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final System.Logger LOG = System.getLogger(FleetTriggers.class.getName());

    private final FleetConfig config;
    private final Schedules schedules;
    private final Ticker ticker;
    private final AtomicReference<@Nullable LambdaHost> host = new AtomicReference<>();

    FleetTriggers(FleetConfig config, Path state, Clock clock) {
        this.config = config;
        this.schedules =
                new Schedules(
                        state.resolve("schedules.json"), config.region(), config.fleet(), clock);
        config.deployment().schedules().forEach(this::declare);
        this.ticker = new Ticker(schedules, this::invokeLater, clock);
    }

    Schedules schedules() {
        return schedules;
    }

    ObjectStore.Events objectEvents() {
        return new ObjectStore.Events(
                config.sources().stream()
                        .map(SourceConfig::bucket)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()),
                this::tell);
    }

    /// From now on the functions of `running` are invoked; what came before is lost.
    void start(LambdaHost running) {
        host.set(running);
        ticker.start(TICK);
    }

    @Override
    public void close() {
        ticker.close();
        host.set(null);
    }

    /// With the same event as in a deployment.
    private void declare(DeploymentConfig.Schedule schedule) {
        schedules.declare(
                schedule.name(),
                schedule.expression(),
                schedule.zone(),
                config.deployedName(schedule.function()) + ":" + FleetPlan.LIVE,
                schedule.event());
    }

    private void tell(ObjectEvent event) {
        String function = config.deployedName("scan-metadata") + ":" + FleetPlan.LIVE;
        try {
            invokeLater(function, event.message(config.region()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "an object's event was lost: " + e.getMessage());
        }
    }

    private void invokeLater(String function, byte[] event) {
        LambdaHost running = host.get();
        if (running != null) {
            running.invokeLater(function, event);
        }
    }
}
