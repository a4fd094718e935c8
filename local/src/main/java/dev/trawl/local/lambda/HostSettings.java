package dev.trawl.local.lambda;

import dev.trawl.fleet.FleetConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// How the host runs functions.
///
/// `folder` holds unpacked zips, logs, scratch folders and dead letters. `retryDelays` has one
/// entry for each further attempt of an asynchronous invocation (AWS: one and two minutes). With
/// `classCache`, the first process of each function's code leaves its loaded classes to later ones,
/// which start faster. `secrets`, by their names, are what no environment that starts as SnapStart
/// starts it may hold at the checkpoint.
public record HostSettings(
        Path folder,
        String region,
        List<String> jvmFlags,
        Duration idleMax,
        Duration initTimeout,
        Duration queueTimeout,
        List<Duration> retryDelays,
        boolean classCache,
        Supplier<Map<String, String>> secrets) {

    /// What the managed runtime passes without SnapStart: one small collector, no C2.
    public static final List<String> MANAGED_RUNTIME_FLAGS =
            FleetConfig.LocalConfig.MANAGED_RUNTIME_FLAGS;

    /// The account in every ARN.
    public static final String ACCOUNT = "000000000000";

    public HostSettings {
        jvmFlags = List.copyOf(jvmFlags);
        retryDelays = List.copyOf(retryDelays);
    }

    /// The defaults of a fleet.
    public static HostSettings of(Path folder, String region) {
        return new HostSettings(
                folder,
                region,
                MANAGED_RUNTIME_FLAGS,
                Duration.ofMinutes(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                List.of(Duration.ofSeconds(1), Duration.ofSeconds(3)),
                false,
                Map::of);
    }

    /// These settings with other delays between attempts.
    public HostSettings withRetryDelays(List<Duration> delays) {
        return new HostSettings(
                folder,
                region,
                jvmFlags,
                idleMax,
                initTimeout,
                queueTimeout,
                delays,
                classCache,
                secrets);
    }

    /// These settings with another time after which an idle environment ends.
    public HostSettings withIdleMax(Duration idle) {
        return new HostSettings(
                folder,
                region,
                jvmFlags,
                idle,
                initTimeout,
                queueTimeout,
                retryDelays,
                classCache,
                secrets);
    }

    /// These settings with other flags in place of the managed runtime's.
    public HostSettings withJvmFlags(List<String> flags) {
        return new HostSettings(
                folder,
                region,
                flags,
                idleMax,
                initTimeout,
                queueTimeout,
                retryDelays,
                classCache,
                secrets);
    }

    /// These settings with processes that keep their loaded classes for later ones, or without.
    public HostSettings withClassCache(boolean kept) {
        return new HostSettings(
                folder,
                region,
                jvmFlags,
                idleMax,
                initTimeout,
                queueTimeout,
                retryDelays,
                kept,
                secrets);
    }

    /// These settings with secrets, by their names, that nothing may hold at a checkpoint.
    public HostSettings withSecrets(Supplier<Map<String, String>> known) {
        return new HostSettings(
                folder,
                region,
                jvmFlags,
                idleMax,
                initTimeout,
                queueTimeout,
                retryDelays,
                classCache,
                known);
    }

    /// The ARN of a function's alias `live`.
    public static String liveArn(String region, String function) {
        return "arn:aws:lambda:" + region + ":" + ACCOUNT + ":function:" + function + ":live";
    }

    String functionArn(FunctionName function) {
        return "arn:aws:lambda:" + region + ":" + ACCOUNT + ":function:" + function;
    }
}
