package dev.trawl.fleet;

import dev.trawl.fleet.DeploymentConfig.Network;
import dev.trawl.fleet.DeploymentConfig.Notice;
import dev.trawl.fleet.DeploymentConfig.Retention;
import dev.trawl.fleet.DeploymentConfig.Schedule;
import dev.trawl.fleet.DeploymentConfig.Shift;
import dev.trawl.fleet.DeploymentConfig.Signing;
import dev.trawl.fleet.DeploymentConfig.Throttle;
import java.util.List;
import java.util.Set;

/// Reads the section `deployment` of a fleet's file.
final class DeploymentReader {

    static final Set<String> FIELDS =
            Set.of(
                    "alarmEmail",
                    "monthlyBudget",
                    "metrics",
                    "shift",
                    "throttle",
                    "retention",
                    "signing",
                    "networks",
                    "schedules",
                    "exportBuckets",
                    "exportKeys",
                    "notices");
    static final Set<String> RETENTION_FIELDS =
            Set.of(
                    "logDays",
                    "spillDays",
                    "resultDays",
                    "noncurrentDays",
                    "auditDays",
                    "compliance");
    static final Set<String> NETWORK_FIELDS =
            Set.of("name", "vpc", "subnets", "securityGroups", "routeTables", "endpoints");
    static final Set<String> SCHEDULE_FIELDS =
            Set.of("name", "function", "expression", "zone", "input");

    static final Set<String> NOTICE_FIELDS =
            Set.of("name", "webhook", "secret", "topic", "eventBus", "privateAddress");

    private DeploymentReader() {}

    static DeploymentConfig read(ConfigNode node) {
        node.requireOnly(FIELDS);
        return new DeploymentConfig(
                node.optionalText("alarmEmail"),
                node.integerOr("monthlyBudget", 0),
                !node.has("metrics") || node.isTrue("metrics"),
                shift(node),
                throttle(node.child("throttle")),
                retention(node.child("retention")),
                signing(node.child("signing")),
                node.items("networks").stream().map(DeploymentReader::network).toList(),
                node.items("schedules").stream().map(DeploymentReader::schedule).toList(),
                node.strings("exportBuckets"),
                node.strings("exportKeys"),
                node.items("notices").stream().map(DeploymentReader::notice).toList());
    }

    private static Shift shift(ConfigNode node) {
        String shift = node.textOr("shift", "canary");
        return switch (shift) {
            case "canary" -> Shift.CANARY;
            case "atOnce" -> Shift.AT_ONCE;
            default ->
                    throw new ConfigException(
                            node.child("shift").path()
                                    + " must be canary or atOnce, not "
                                    + shift
                                    + ".");
        };
    }

    private static Throttle throttle(ConfigNode node) {
        node.requireOnly(Set.of("rate", "burst", "principalQueries"));
        return new Throttle(
                node.integerOr("rate", Throttle.DEFAULT.rate()),
                node.integerOr("burst", Throttle.DEFAULT.burst()),
                node.integerOr("principalQueries", Throttle.DEFAULT.principalQueries()));
    }

    private static Retention retention(ConfigNode node) {
        node.requireOnly(RETENTION_FIELDS);
        Retention other = Retention.DEFAULT;
        return new Retention(
                node.integerOr("logDays", other.logDays()),
                node.integerOr("spillDays", other.spillDays()),
                node.integerOr("resultDays", other.resultDays()),
                node.integerOr("noncurrentDays", other.noncurrentDays()),
                node.integerOr("auditDays", other.auditDays()),
                node.isTrue("compliance"));
    }

    private static Signing signing(ConfigNode node) {
        node.requireOnly(Set.of("keys", "active"));
        List<String> keys =
                node.has("keys") ? node.strings("keys") : List.of(FleetPlan.SIGNING_KEY);
        if (keys.isEmpty()) {
            throw new ConfigException(node.child("keys").path() + " must name a key.");
        }
        return new Signing(keys, node.textOr("active", keys.getFirst()));
    }

    private static Network network(ConfigNode node) {
        node.requireOnly(NETWORK_FIELDS);
        return new Network(
                node.text("name"),
                node.text("vpc"),
                node.strings("subnets"),
                node.strings("securityGroups"),
                node.strings("routeTables"),
                node.isTrue("endpoints"));
    }

    private static Notice notice(ConfigNode node) {
        node.requireOnly(NOTICE_FIELDS);
        return new Notice(
                node.text("name"),
                node.optionalText("webhook"),
                node.optionalText("secret"),
                node.optionalText("topic"),
                node.optionalText("eventBus"),
                node.isTrue("privateAddress"));
    }

    private static Schedule schedule(ConfigNode node) {
        node.requireOnly(SCHEDULE_FIELDS);
        return new Schedule(
                node.text("name"),
                node.text("function"),
                node.text("expression"),
                node.textOr("zone", "UTC"),
                node.values("input"));
    }
}
