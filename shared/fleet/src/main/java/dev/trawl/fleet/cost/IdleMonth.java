package dev.trawl.fleet.cost;

import dev.trawl.fleet.DeploymentConfig;
import dev.trawl.fleet.DeploymentConfig.Network;
import dev.trawl.fleet.FleetConfig;
import dev.trawl.fleet.FleetPlan;
import dev.trawl.fleet.SourceConfig;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// What a deployed fleet costs in a month in which nobody asks anything: things that are there, no
/// compute.
///
/// Not in it: what is stored, by the gigabyte, and what a network of yours costs by itself.
public record IdleMonth(List<Line> lines) {

    private static final int HOURS = 730;

    /// Encrypts the state; encrypts sources.
    private static final int ENCRYPTION_KEYS = 2;

    /// Of each function: errors, throttles.
    private static final int ALARMS_PER_FUNCTION = 2;

    /// Slow, server errors, denied; queues of executor, scan-metadata, export and EventBridge.
    private static final int ALARMS_OF_THE_FLEET = 7;

    /// KMS and Secrets Manager.
    private static final int INTERFACE_ENDPOINTS = 2;

    /// So many of one thing.
    public record Line(String what, int count, BigDecimal usd) {}

    public IdleMonth {
        lines = List.copyOf(lines);
    }

    /// Of a fleet's file.
    public static IdleMonth of(FleetConfig config, PriceList prices) {
        DeploymentConfig deployment = config.deployment();
        int functions =
                FleetPlan.of(config).size() + (FleetPlan.authorizer(config).isPresent() ? 1 : 0);
        int costAlarm = deployment.hasCostAlarm() ? 1 : 0;
        List<Line> lines = new ArrayList<>();
        lines.add(
                line(
                        "KMS keys",
                        ENCRYPTION_KEYS + deployment.signing().keys().size(),
                        prices.of("kms.key.month")));
        lines.add(line("secrets", secrets(config), prices.of("secret.month")));
        lines.add(
                line(
                        "alarms",
                        functions * ALARMS_PER_FUNCTION + ALARMS_OF_THE_FLEET + costAlarm,
                        prices.of("alarm.month")));
        lines.add(line("dashboard", 1, prices.of("dashboard.month")));
        int doors =
                deployment.networks().stream()
                        .filter(Network::hasEndpoints)
                        .filter(network -> isUsed(network, config))
                        .mapToInt(network -> network.subnets().size() * INTERFACE_ENDPOINTS)
                        .sum();
        if (doors > 0) {
            lines.add(
                    line(
                            "VPC endpoints, by zone",
                            doors,
                            prices.times("endpoint.interface.zone.hour", HOURS)));
        }
        return new IdleMonth(lines);
    }

    /// All together.
    public BigDecimal usd() {
        return lines.stream().map(Line::usd).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /// How many of a thing there are.
    public int count(String what) {
        return lines.stream().filter(line -> line.what().equals(what)).mapToInt(Line::count).sum();
    }

    private static Line line(String what, int count, BigDecimal price) {
        return new Line(
                what,
                count,
                price.multiply(BigDecimal.valueOf(count)).setScale(2, RoundingMode.HALF_UP));
    }

    /// Those that the deployment makes: of pseudonym domains and of sources that do not name one of
    /// yours.
    private static int secrets(FleetConfig config) {
        long sources =
                config.sources().stream()
                        .map(SourceConfig::secret)
                        .filter(secret -> secret != null && !secret.startsWith("arn:"))
                        .count();
        return Math.toIntExact(sources) + config.pseudonymDomains().size();
    }

    private static boolean isUsed(Network network, FleetConfig config) {
        return config.sources().stream().anyMatch(s -> network.name().equals(s.network()));
    }
}
